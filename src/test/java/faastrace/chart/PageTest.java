package faastrace.chart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import faastrace.document.Json;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import faastrace.trace.Weight;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageTest {
    private static final String TEXT = "# faas-trace 1\n"
            + "# faas-trace invocation id=call-1 start=10.0 end=10.5 pid=7 tid=8 overlap=0\n"
            + Traces.sample("10.000000", "f", "main")
            + Traces.sample("10.500000", "g", "main")
            + Traces.sample("10.999999", "g", "main")
            + Traces.sample("11.000000", "</script>", "main");

    @TempDir
    Path directory;

    @Test
    void aPageAsksForNothingElse() throws IOException {
        String page = heatMap("<b>[data] \"x\"");
        assertThat(page)
                .doesNotContain("http:", "https:", "@import", "src=", "url(")
                .contains("<title>&lt;b&gt;&#91;data] &quot;x&quot;</title>");
        assertThat(page.split("</script>")).hasSize(3);
    }

    @Test
    void itsDataIsJsonWithEachSample() throws IOException {
        Matcher data = Pattern.compile("id=\"data\">([^<]*)<").matcher(heatMap("x"));
        assertThat(data.find()).isTrue();
        byte[] packed = Base64.getDecoder().decode(data.group(1));
        String json = new String(new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes(), UTF_8);
        Json.read("data", json);
        assertThat(json)
                .contains("\"start\":10000000", "\"times\":[0,500000,499999,1]", "\"nodes\":[3,4,4,5]")
                .contains("\"owners\":[1,0,0,0]", "[\"call-1\",10000000,10500000,0]");
    }

    @Test
    void aBrowserShowsTheWholeTrace() throws Exception {
        String shown = browse(heatMap("x"), "");
        assertThat(shown).contains("4 samples · 1.00 s").containsPattern("title=\"g\">g</button></td>.*50.0 %");
    }

    @Test
    void aLinkHoldsARangeWhoseEndIsNotInIt() throws Exception {
        String shown = browse(heatMap("x"), "#from=0.5&to=1&search=^g$");
        assertThat(shown)
                .containsPattern("title=\"g\">g</button></td><td class=\"number\">100.0 %")
                .doesNotContain("title=\"f\"")
                .contains("100.0 % of the samples");
    }

    @Test
    void aLinkHoldsAnInvocation() throws Exception {
        String shown = browse(heatMap("x"), "#invocation=call-1");
        assertThat(shown).contains("title=\"f\"").doesNotContain("title=\"g\"");
    }

    @Test
    void aBrowserShowsWhatGrew() throws Exception {
        Trace before = Traces.of(TEXT);
        Trace after = Traces.of(TEXT + Traces.sample("11.1", "hot", "main").repeat(4));
        assertThat(browse(compared(before, before), "")).contains("No difference: 4 and 4 samples");
        assertThat(browse(compared(before, after), ""))
                .containsPattern(
                        "<tbody><tr><td><button type=\"button\" title=\"hot\">hot</button></td>"
                                + "<td class=\"number\">0.00 %</td><td class=\"number\">50.0 %</td><td class=\"number\">\\+50.0");
    }

    @Test
    void aFlameGraphIsSvgAndTextToo() throws IOException {
        FlameGraph graph = FlameGraph.of(Traces.of(TEXT), Selection.ALL, Weight.samples, false);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        graph.writeText(text);
        assertThat(text.toString(UTF_8).lines())
                .containsExactly(
                        "100.00 %          4  all",
                        "100.00 %          4    app",
                        "100.00 %          4      main",
                        " 50.00 %          2        g",
                        " 25.00 %          1        </script>",
                        " 25.00 %          1        f");
        ByteArrayOutputStream svg = new ByteArrayOutputStream();
        graph.writeSvg(svg);
        assertThat(svg.toString(UTF_8)).contains("<title>g: 2, 50.00 %</title>", "&lt;/script&gt;");
    }

    private static String heatMap(String title) throws IOException {
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        Page.heatMap(title, Traces.of(TEXT), Selection.ALL, page);
        return page.toString(UTF_8);
    }

    private static String compared(Trace before, Trace after) throws IOException {
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        Differential differential = Differential.of(before, Selection.ALL, after, Selection.ALL);
        Page.comparison("x", List.of("before", "after"), differential, page);
        return page.toString(UTF_8);
    }

    /** What a real browser makes of the page, once it is ready. */
    private String browse(String page, String link) throws Exception {
        Means.require("chromium");
        Path file = directory.resolve("page.html");
        Path shown = directory.resolve("shown.html");
        Files.writeString(file, page);
        Process browser = new ProcessBuilder(
                        "chromium",
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--user-data-dir=" + directory.resolve("profile"),
                        "--virtual-time-budget=10000",
                        "--dump-dom",
                        "file://" + file + link)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(shown.toFile())
                .start();
        boolean ended = browser.waitFor(120, TimeUnit.SECONDS);
        browser.descendants().forEach(ProcessHandle::destroyForcibly);
        browser.destroyForcibly();
        assertThat(ended).isTrue();
        String dom = Files.readString(shown);
        assertThat(dom).contains("data-ready=\"yes\"");
        return dom;
    }
}
