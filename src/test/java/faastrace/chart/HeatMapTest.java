package faastrace.chart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.trace.Selection;
import faastrace.trace.Weight;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class HeatMapTest {
    /** Out of order, on the bounds of cells, with a second without samples. */
    private static final String TEXT = Traces.sample("12.999999", "a")
            + Traces.sample("10.000000", "a")
            + Traces.sample("10.249999", "a")
            + Traces.sample("10.250000", "a")
            + Traces.sample("12.500000", "a")
            + Traces.sample("12.500001", "a").replace(": 1 ", ": 40 ")
            + Traces.sample("13.000000", "a");

    @Test
    void everyCellHasTheCountThatWasWorkedOutByHand() throws IOException {
        HeatMap map = HeatMap.of(Traces.of(TEXT), Selection.ALL, 4, Weight.samples);
        assertThat(map.startSecond()).isEqualTo(10);
        assertThat(map.cells()).isDeepEqualTo(new long[][] {{2, 1, 0, 0}, {0, 0, 0, 0}, {0, 0, 2, 1}, {1, 0, 0, 0}});
        assertThat(map.most()).isEqualTo(2);
    }

    @Test
    void periodsCanBeCountedInstead() throws IOException {
        HeatMap map = HeatMap.of(Traces.of(TEXT), Selection.ALL, 4, Weight.period);
        assertThat(map.cells()[2]).containsExactly(0, 0, 41, 1);
    }

    @Test
    void onlyWhatIsSelectedIsThere() throws IOException {
        Selection range = Selection.ALL.within(10_250_000_000L, 12_500_001_000L);
        HeatMap map = HeatMap.of(Traces.of(TEXT), range, 4, Weight.samples);
        assertThat(map.cells()).isDeepEqualTo(new long[][] {{0, 1, 0, 0}, {0, 0, 0, 0}, {0, 0, 1, 0}});
        assertThat(HeatMap.of(Traces.of(TEXT), Selection.ALL.ofEvent("x"), 4, Weight.samples)
                        .cells())
                .isEmpty();
    }

    @Test
    void lettersSvgAndJsonShowTheSame() throws IOException {
        HeatMap map = HeatMap.of(Traces.of(TEXT), Selection.ALL, 4, Weight.samples);
        ByteArrayOutputStream letters = new ByteArrayOutputStream();
        HeatMapText.letters(map, letters);
        assertThat(letters.toString(UTF_8))
                .startsWith(" 750 ms |  + |\n 500 ms |  @ |\n 250 ms |+   |\n   0 ms |@  +|\n");
        ByteArrayOutputStream svg = new ByteArrayOutputStream();
        HeatMapText.svg(map, svg);
        assertThat(svg.toString(UTF_8).split("<rect x=")).hasSize(6);
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        map.write(json);
        assertThat(json.toString(UTF_8))
                .isEqualTo("{\"version\":1,\"start\":10,\"rows\":4,\"columns\":4,\"most\":2,"
                        + "\"values\":[[2,1,0,0],[0,0,0,0],[0,0,2,1],[1,0,0,0]]}");
    }
}
