package faastrace.collector.pages;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.collector.store.FileName;
import faastrace.document.Value;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Tests the pages, and the resources that they load, without a browser. */
class PagesIT extends PageFixture {
    static final String HOSTILE = "<script>alert(1)</script>\"'&";

    @Test
    void whoHasNoTracesIsToldHowToSendOne() throws Exception {
        HttpResponse<String> page = page("/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("No traces yet", "sleep 5\nperf script", "curl -X POST")
                .doesNotContain("<table");
    }

    @Test
    void aPageMayTakeNothingFromElsewhereAndHoldsNoScriptOfItsOwn() throws Exception {
        String trace = send("pi", TRACE);
        for (String path :
                List.of("/", "/traces/" + trace, "/compare?t=" + trace + "&t=" + trace, "/sign-in", "/nowhere")) {
            HttpResponse<String> page = page(path);
            assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                    .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(page.body()).doesNotContain("http:", "https:", "style=", " onclick");
            assertThat(page.body())
                    .doesNotContainPattern("<script(?!(?: defer=\"\")? src=\"(?:[.]/|(?:[.][.]/)+)assets/)");
            Matcher assets = Pattern.compile("(?<=[.])/assets/[^\"]+").matcher(page.body());
            while (assets.find()) {
                assertThat(page(assets.group()).statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    void whatTracesAndSendersSayIsTextAndNothingElse() throws Exception {
        String text = "# faas-trace 1\n# faas-trace meta function=%3Cscript%3Ealert(2)%3C/script%3E language=%22x%27\n"
                + SAMPLE.replace("leaf_fn", HOSTILE);
        String trace = send(HOSTILE, text);
        assertThat(get("/v1/traces/" + trace + "/summary").require("hottest").text())
                .contains("<script>");
        for (String path : List.of(
                "/",
                "/?q=%3Cscript%3E",
                "/?name=" + encoded(HOSTILE),
                "/traces/" + trace,
                "/traces/" + trace + "/row",
                "/compare?t=" + trace + "&t=" + trace,
                "/sign-in?to=%22%3E%3Cscript%3E",
                "/traces/x/%3Cscript%3E")) {
            assertThat(page(path).body()).as(path).doesNotContain("<script>", "'x'", "=\"x'");
        }
        assertThat(page("/").body()).contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;");
        HttpResponse<String> file = page("/v1/traces/" + trace + "/profile.html");
        assertThat(file.headers().firstValue("Content-Disposition").orElse("")).startsWith("attachment");
        assertThat(file.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("sandbox");
    }

    @Test
    void theListSaysWhatEachTraceHolds() throws Exception {
        String trace = send(
                "pi", CALLS + SAMPLE + SAMPLE.replace("5.500000", "6.000000").repeat(2));
        String row = page("/traces/" + trace + "/row").body();
        assertThat(row)
                .contains(
                        "500 ms",
                        "3 samples",
                        "slowest 800 ms",
                        "leaf_fn",
                        "100 % · c · version &lt;i&gt;1.4 · &lt;b&gt;Xeon",
                        "<svg")
                .contains("href=\"./traces/" + trace + "\"");
        assertThat(page("/").body()).contains("data-counted=\"yes\"", "leaf_fn");
        Value summary = get("/v1/traces/" + trace + "/summary");
        assertThat(List.of(
                        summary,
                        get("/v1/traces").require("traces").items().get(0),
                        get("/v1/traces/" + trace + "/head").require("meta")))
                .allSatisfy(shown -> assertThat(shown.require("version").text()).isEqualTo("<i>1.4"));
        assertThat(page("/traces/" + trace).body()).contains("<dt>version</dt> <dd>&lt;i&gt;1.4</dd>");
        assertThat(summary.require("cpuNanos").text()).isEqualTo("15000000");
        assertThat(summary.require("course").texts())
                .hasSize(48)
                .startsWith("1")
                .endsWith("2");
    }

    @Test
    void tenThousandTracesAreFoundPageByPage() throws Exception {
        Instant begin = Instant.parse("2026-01-01T00:00:00Z");
        for (String name : List.of("alpha", "beta")) {
            Files.createDirectories(directory.resolve(name));
        }
        for (int i = 0; i < 10_000; i++) {
            Path folder = directory.resolve(i % 10 == 0 ? "beta" : "alpha");
            Files.createFile(folder.resolve(FileName.of(begin.plus(i, ChronoUnit.SECONDS))));
        }
        String first = page("/").body();
        assertThat(first).contains("2 functions", "10\u2009000 traces", "Page 1 of 200", "2026-01-01 02:46:39");
        assertThat(first.split("data-trace=")).hasSize(51);
        assertThat(page("/?page=200").body()).contains("Page 200 of 200", "2026-01-01 00:00:00");
        assertThat(page("/?order=oldest").body()).contains("2026-01-01 00:00:00");
        assertThat(page("/?q=BET").body())
                .contains("1\u2009000 traces", "Page 1 of 20")
                .doesNotContain(">alpha<");
        assertThat(page("/?name=alpha&page=180").body()).contains("9\u2009000 traces", "Page 180 of 180");
        assertThat(page("/?page=99999999999999").body()).contains("Page 200 of 200");
        assertThat(page("/?page=999999999").body()).contains("Page 200 of 200", "2026-01-01 00:00:00");
    }

    @Test
    void theSlowestInvocationComesFirstWhereThatIsAsked() throws Exception {
        String slow = send("pi", CALLS + SAMPLE);
        String quick = send("pi", CALLS.replace("6.4", "5.7") + SAMPLE);
        page("/traces/" + slow + "/row");
        page("/traces/" + quick + "/row");
        String page = page("/?order=slowest").body();
        assertThat(page.indexOf(slow)).isPositive().isLessThan(page.indexOf(quick));
    }

    @Test
    void aCallIsFoundByItsIdAndItsLinkShowsIt() throws Exception {
        String trace = send("pi", CALLS + SAMPLE);
        send("other", TRACE);
        assertThat(page("/?q=call-7").body())
                .contains("1 trace with invocation call-7", "href=\"./traces/" + trace + "#invocation=call-7\"");
        assertThat(page("/?q=call-9").body()).contains("No function or trace matches this name or invocation");
    }

    @Test
    void errorsArePagesForBrowsersAndProblemsForPrograms() throws Exception {
        assertThat(page("/traces/pi/none.perf.gz").body()).contains("<h1>There is no such trace</h1>");
        assertProblem(send(HttpRequest.newBuilder(uri("/traces/pi/none.perf.gz"))), 404, "/v1/traces");
    }
}
