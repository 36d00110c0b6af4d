package faastrace.collector.pages;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.AfterEach;

/** Uploads traces and opens their pages in a browser. A test can first run a script that changes the responses. */
abstract class TracePageFixture extends PageBrowserFixture {
    static final String HEAD = "# faas-trace 1\n# faas-trace meta function=pi rate=100\n"
            + "# faas-trace invocation id=busy start=10.0 end=10.5 pid=7 tid=8 overlap=0\n"
            + "# faas-trace invocation id=idle start=11.2 end=11.203 pid=7 tid=8 overlap=0\n";

    static final String BODY = sample("10.1", "f") + sample("10.7", "g");

    String script;

    @AfterEach
    void plain() {
        if (script != null) {
            browser.nothingBefore(script);
            script = null;
        }
    }

    void open(String path) {
        browser.open("about:blank");
        browser.open(uri(path).toString());
        browser.await("document.readyState === 'complete' && document.body.dataset.ready");
    }

    String send(String text) throws Exception {
        return post("/", "pi", text.getBytes(UTF_8))
                .headers()
                .firstValue("Location")
                .orElseThrow()
                .substring("/v1/traces/".length());
    }

    static String sample(String time, String leaf) {
        return "app 7/8 [000] " + time + "00000: 10000000 cpu-clock:u: \n\t    7f3 " + leaf
                + "+0x10 (/usr/bin/app)\n\t    7f4 main+0x10 (/usr/bin/app)\n\n";
    }
}
