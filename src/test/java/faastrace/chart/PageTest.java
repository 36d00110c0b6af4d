package faastrace.chart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.document.Json;
import faastrace.trace.Selection;
import faastrace.trace.Weight;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
}
