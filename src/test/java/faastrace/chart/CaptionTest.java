package faastrace.chart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.trace.Selection;
import faastrace.trace.Trace;
import faastrace.trace.Weight;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CaptionTest {
    private static final Instant TIME = Instant.parse("2026-03-04T05:06:07.8Z");

    @Test
    void anImageHasATitleADateAndCounts() throws IOException {
        Trace trace = Traces.of(Traces.sample("10.1", "f") + Traces.sample("10.2", "g"));
        Selection selection = Selection.ALL.within(10_150_000_000L, Long.MAX_VALUE);
        Caption caption = Caption.of("<pi>: a.perf", Optional.of(TIME), trace, selection);
        ByteArrayOutputStream flames = new ByteArrayOutputStream();
        FlameGraph.of(trace, selection, Weight.samples, false).writeSvg(caption, "", flames);
        ByteArrayOutputStream heat = new ByteArrayOutputStream();
        HeatMapText.svg(HeatMap.of(trace, selection, 50, Weight.samples), Weight.samples, caption, "", heat);
        for (ByteArrayOutputStream image : new ByteArrayOutputStream[] {flames, heat}) {
            assertThat(image.toString(UTF_8))
                    .contains(
                            "<title>&lt;pi&gt;: a.perf</title>",
                            "file from 2026-03-04 05:06:07 UTC \u00b7 1 sample \u00b7 only from 0.15 s<");
        }
    }

    @Test
    void periodsAreNotCalledSamples() {
        assertThat(Caption.counts(1_234_567, false)).isEqualTo("sum of the periods: 1,234,567");
    }
}
