package faastrace.chart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.document.Json;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import faastrace.trace.Weight;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class PageTest {
    private static final String TEXT = "# faas-trace 1\n"
            + "# faas-trace invocation id=call-1 start=10.0 end=10.5 pid=7 tid=8 overlap=0\n"
            + Traces.sample("10.000000", "f", "main")
            + Traces.sample("10.500000", "g", "main")
            + Traces.sample("10.999999", "g", "main")
            + Traces.sample("11.000000", "</script>", "main");

    @Test
    void aPageAsksForNothingElse() throws IOException {
        String page = heatMap("<b>[data] ${title} <@data/> \"x\"");
        assertThat(page)
                .doesNotContain("http:", "https:", "@import", "src=", "url(")
                .contains("<title>&lt;b&gt;[data] ${title} &lt;@data/&gt; &quot;x&quot;</title>");
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
                .contains("\"owners\":[1,0,0,0]", "[\"call-1\",10000000,10500000,0,1,0,-1,-1,-1,0,0,-1]");
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
        graph.writeSvg(Traces.CAPTION, "", svg);
        assertThat(svg.toString(UTF_8)).contains("<title>g: 2, 50.00 %</title>", "&lt;/script&gt;");
    }

    @Test
    void aPageOfOneInvocationNamesNoOther() throws IOException {
        Trace trace = Traces.of("# faas-trace 1\n"
                + "# faas-trace invocation id=call-1 start=10.0 end=10.5 pid=7 tid=8 overlap=0\n"
                + "# faas-trace invocation id=call-2 start=10.5 end=11.5 pid=7 tid=8 overlap=0\n"
                + Traces.sample("10.1", "f"));
        assertThat(json(trace, Selection.ALL.ofInvocation("call-2"), 10))
                .contains(
                        "[\"call-2\",10500000,11500000,0,1,0,-1,-1,-1,0,0,-1]",
                        "\"total\":1",
                        "[[\"invocation\",\"call-2\"]]")
                .doesNotContain("call-1");
    }

    @Test
    void samplesBeyondTheBoundAreLeftOutAndCounted() throws IOException {
        assertThat(json(Traces.of(TEXT), Selection.ALL, 3))
                .contains("\"times\":[0,500000,499999]", "[1,\"sample after the first 3\"]");
        assertThat(json(Traces.of(TEXT), Selection.ALL, 4)).contains("\"lost\":[]");
    }

    @Test
    void aFlameGraphIsOnlySoDeepAndSaysSo() throws IOException {
        String runtime = "r->".repeat(5000) + "end";
        FlameGraph graph =
                FlameGraph.of(Traces.of(Traces.sample("1.0", runtime)), Selection.ALL, Weight.samples, false);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        graph.writeSvg(Traces.CAPTION, "", out);
        assertThat(out.toString(UTF_8).split("<g><title>")).hasSize(1202);
        assertThat(out.toString(UTF_8)).contains("Calls deeper than 1200 levels are left out.");
    }

    @Test
    void textAndPicturesOfEndlesslyManyCallsEndSomewhere() throws IOException {
        String runtime = "r->".repeat(7000) + "end";
        Trace trace = Traces.of(Traces.sample("1.0", runtime, "a", runtime, runtime, "b"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FlameGraph.of(trace, Selection.ALL, Weight.samples, false).writeText(out);
        assertThat(out.size()).isBetween(4_000_000, 4_100_000);
        assertThat(out.toString(UTF_8)).endsWith("The rest is left out, because the text is too long.\n");
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            String leaf = "leaf" + i;
            all.append(Traces.sample(
                    "1.0", IntStream.range(0, 1000).mapToObj(j -> leaf + j).toArray(String[]::new)));
        }
        out.reset();
        FlameGraph.of(Traces.of(all.toString()), Selection.ALL, Weight.samples, false)
                .writeSvg(Traces.CAPTION, "", out);
        assertThat(out.toString(UTF_8).split("<g><title>")).hasSizeBetween(49_900, 50_002);
        assertThat(out.toString(UTF_8)).contains("Calls deeper than 500 levels are left out.");
    }

    @Test
    void invocationsThatAllOverlapDoNotMakeAPageThatGrowsWithTheirSquare() throws IOException {
        StringBuilder text = new StringBuilder("# faas-trace 1\n");
        for (int i = 0; i < 40; i++) {
            text.append(String.format(
                    Locale.ROOT, "# faas-trace invocation id=%d start=1.%04d end=9.0 pid=7 tid=8 overlap=1%n", i, i));
        }
        for (int i = 0; i < 30; i++) {
            text.append(Traces.sample(String.format(Locale.ROOT, "1.%04d50", i), "f"));
        }
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        ProfileJson.write(Traces.of(text.toString()), Selection.ALL, 100, 100, json);
        // The first 13 samples have 1 + 2 + … + 13 = 91 owners. The next one would exceed the limit of 100.
        assertThat(json.toString(UTF_8))
                .contains(
                        "[17,\"samples shared by too many invocations and counted under none\"]",
                        "\"owners\":[1,2,3,4,5,6,7,8,9,10,11,12,13,0,0,");
    }

    @Test
    void longNamesAreCutInPictures() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FlameGraph.of(Traces.of(Traces.sample("1.0", "n".repeat(30_000))), Selection.ALL, Weight.samples, false)
                .writeSvg(Traces.CAPTION, "", out);
        assertThat(out.size()).isLessThan(3000);
    }

    private static String json(Trace trace, Selection selection, int most) throws IOException {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        ProfileJson.write(trace, selection, most, 1000, json);
        return json.toString(UTF_8);
    }

    private static String heatMap(String title) throws IOException {
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        Page.heatMap(title, Traces.of(TEXT), Selection.ALL, page);
        return page.toString(UTF_8);
    }
}
