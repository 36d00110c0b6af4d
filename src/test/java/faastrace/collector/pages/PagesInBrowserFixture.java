package faastrace.collector.pages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.browser.Browser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Uploads traces, opens pages in a browser and reads what they show. */
abstract class PagesInBrowserFixture extends PageBrowserFixture {
    static final String HEAD = "# faas-trace 1\n# faas-trace meta function=pi language=c rate=100 cpu=Xeon\n"
            + "# faas-trace invocation id=call-1 start=10.0 end=10.5 pid=7 tid=8 overlap=0\n"
            + "# faas-trace invocation id=call-2 start=10.5 end=11.5 pid=7 tid=9 overlap=0\n";

    static final String BODY = sample("10.000000", 8, "f")
            + sample("10.500000", 9, "g")
            + sample("10.999999", 9, "g")
            + sample("11.000000", 9, PagesIT.HOSTILE);

    static final String ENTER = "\uE007";

    @BeforeEach
    void plain() {
        browser.size(1280, 900);
        browser.prefersDark(false);
    }

    @AfterEach
    void nothingIsComplainedOf() {
        assertThat(browser.complaints()).isEmpty();
    }

    void open(String path) {
        browser.open("about:blank");
        browser.open(uri(path).toString());
        ready();
    }

    static void ready() {
        browser.await("document.readyState === 'complete' && document.body.dataset.ready");
    }

    String send(String name, String text) throws Exception {
        return post("/", name, text.getBytes(UTF_8))
                .headers()
                .firstValue("Location")
                .orElseThrow()
                .substring("/v1/traces/".length());
    }

    static String sample(String time, int thread, String leaf) {
        return "app 7/" + thread + " [000] " + time + ": 10000000 cpu-clock:u: \n\t    7f3 " + leaf
                + "+0x10 (/usr/bin/app)\n\t    7f4 main+0x10 (/usr/bin/app)\n\n";
    }

    /** The rows of the table of functions as text. */
    static String functions() {
        return browser.text("return [...document.querySelectorAll('#top tbody tr')].map(row =>"
                + " [...row.cells].slice(0, 2).map(cell => cell.textContent).join(' ')).join(' ')");
    }

    static Browser.Point cell(int column, int row) {
        String[] place = browser.text(
                        "const h = page.heat; return (h.left + (arguments[0] + 0.5) * h.wide) + ' '"
                                + " + (h.rows - arguments[1] - 0.5) * h.high",
                        column,
                        row)
                .split(" ");
        return browser.in("#heatmap", Double.parseDouble(place[0]), Double.parseDouble(place[1]));
    }
}
