package faastrace.collector.pages;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.collector.store.FileName;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Links from the pages to a tracing backend. */
@Timeout(300)
class DistributedTraceInBrowserIT extends PagesInBrowserFixture {
    private static final String FILE = FileName.of(Instant.parse("2026-01-02T03:04:05Z"), "%016x".formatted(1));
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";
    private static final String LINK = "http://127.0.0.1:9/trace/" + TRACE + "?span=" + SPAN;

    private void write() throws Exception {
        String call = "# faas-trace invocation id=%s start=%d.0 end=%d.5 pid=7 tid=8 overlap=0 cpu=100%s\n";
        String sample = "shop 7/8 [000] %d.250000: 5000000 cpu-clock:u:\n\t7f work (/app)\n\n";
        Path folder = Files.createDirectories(directory.resolve("shop"));
        Files.writeString(
                folder.resolve(FILE),
                "# faas-trace 1\n# faas-trace meta function=shop rate=200 clock=monotonic\n"
                        + call.formatted("within", 1, 1, " trace=" + TRACE + " span=" + SPAN)
                        + call.formatted("without", 2, 2, "") + sample.formatted(1) + sample.formatted(2));
    }

    private String get(String path) throws Exception {
        return send(HttpRequest.newBuilder(uri(path))).body();
    }

    @Test
    void invocationsLinkToTheTraceThatTheCallerSent() throws Exception {
        write();
        restart(settings().withTraceLink("http://127.0.0.1:9/trace/{trace}?span={span}"));
        waitUntil(() -> get("/v1/functions/shop").contains("\"calls\" : 2"));
        assertThat(get("/v1/traces/shop/" + FILE + "/head"))
                .contains("\"traceId\" : \"" + TRACE + "\"", "\"spanId\" : \"" + SPAN + "\"");

        open("/functions/shop");
        browser.await("document.body.dataset.shown");
        assertThat(browser.text("return [...document.querySelectorAll('#slow tbody tr')].map(row =>"
                        + " [...row.querySelectorAll('a')].map(a => a.href).pop()).join(' ')"))
                .contains(LINK)
                .containsOnlyOnce("127.0.0.1:9");

        open("/traces/shop/" + FILE + "#invocation=within");
        browser.await("!byId('distributed').hidden");
        assertThat(browser.text("return byId('distributed').href")).isEqualTo(LINK);
        open("/traces/shop/" + FILE + "#invocation=without");
        browser.await("!document.body.dataset.waiting");
        Thread.sleep(300); // time for the head to arrive
        assertThat(browser.text("return String(byId('distributed').hidden)")).isEqualTo("true");
    }

    @Test
    void withoutTheSettingThereAreNoLinks() throws Exception {
        write();
        restart(settings());
        waitUntil(() -> get("/v1/functions/shop").contains("\"calls\" : 2"));
        open("/functions/shop");
        browser.await("document.body.dataset.shown");
        assertThat(browser.text("return String(document.querySelectorAll('#slow tbody a').length)"))
                .isEqualTo("2");
    }
}
