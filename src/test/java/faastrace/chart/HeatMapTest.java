package faastrace.chart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.trace.Selection;
import faastrace.trace.Weight;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeatMapTest {
    /** Samples that are out of order and on cell boundaries, with one second that has no samples. */
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
        HeatMapText.svg(map, Weight.samples, Traces.CAPTION, "", svg);
        assertThat(svg.toString(UTF_8).split("ms: ")).hasSize(6);
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        map.write(json);
        assertThat(json.toString(UTF_8))
                .isEqualTo("{\"version\":2,\"start\":10,\"rows\":4,\"columns\":4,\"most\":2,\"behind\":0,"
                        + "\"values\":[[2,1,0,0],[0,0,0,0],[0,0,2,1],[1,0,0,0]]}");
    }

    @Test
    void cellsWithVeryLargeSumsAreTheDarkest() throws IOException {
        long most = Long.MAX_VALUE / 4;
        HeatMap map = new HeatMap(0, 0, 1, new long[][] {{most}, {most / 2}, {0}, {1}}, 0);
        ByteArrayOutputStream letters = new ByteArrayOutputStream();
        HeatMapText.letters(map, letters);
        assertThat(letters.toString(UTF_8)).startsWith("   0 ms |@+ .|\n");
    }

    @Test
    void twoSamplesFarApartMakeNoColumnsBetweenThem() throws IOException {
        String far = Traces.sample("0.000000", "a") + Traces.sample("999999999.000000", "a");
        HeatMap map = HeatMap.of(Traces.of(far), Selection.ALL, 50, Weight.samples);
        assertThat(map.cells()).hasNumberOfRows(1);
        assertThat(map.behind()).isEqualTo(1);
        assertThat(svg(map)).contains("Samples more than 1 s after the start are left out.");
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        map.write(json);
        assertThat(json.toString(UTF_8)).contains("\"behind\":1,").hasSizeLessThan(300);
        assertThat(HeatMap.of(Traces.of(far), Selection.ALL.within(1, Long.MAX_VALUE), 50, Weight.samples)
                        .offset())
                .isEqualTo(999_999_999);
    }

    @Test
    void aMapHasOnlySoManyCells() throws IOException {
        String far = Traces.sample("5.000000", "a") + Traces.sample("99.000000", "a");
        assertThat(HeatMap.of(Traces.of(far), Selection.ALL, 10, Weight.samples, 950)
                        .behind())
                .isZero();
        assertThat(HeatMap.of(Traces.of(far), Selection.ALL, 10, Weight.samples, 949)
                        .behind())
                .isEqualTo(1);
    }

    @Test
    void picturesOfLongMapsEndSomewhere() throws IOException {
        String far = Traces.sample("5.000000", "a") + Traces.sample("90000.000000", "a");
        HeatMap map = HeatMap.of(Traces.of(far), Selection.ALL, 50, Weight.samples);
        assertThat(map.cells()).hasNumberOfRows(89_996);
        assertThat(HeatMapText.shown(map)).isEqualTo(3600);
        assertThat(svg(map))
                .hasSizeLessThan(100_000)
                .contains("Samples more than 3600 s after the start are left out.");
        ByteArrayOutputStream letters = new ByteArrayOutputStream();
        HeatMapText.letters(map, letters);
        assertThat(letters.size()).isLessThan(200_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 10, 25, 50, 80, 100, 999})
    void labelsStandWhereTheirTimeIs(int rows) throws IOException {
        String svg = svg(HeatMap.of(Traces.of(TEXT), Selection.ALL, rows, Weight.samples));
        for (int quarter = 0; quarter <= 4; quarter++) {
            long y = Math.round(8 + rows * 8 * (1 - quarter / 4.0) + 3);
            assertThat(svg).contains("y=\"" + y + "\">" + quarter * 250 + " ms</text>");
        }
    }

    @Test
    void partsOfMillisecondsAreNotRounded() throws IOException {
        String text = Traces.sample("1.012600", "a");
        HeatMap map = HeatMap.of(Traces.of(text), Selection.ALL, 80, Weight.samples);
        assertThat(svg(map)).contains("<title>0 s, 12.5 ms: 1</title>", "1 to 1 in 12.5 ms");
        ByteArrayOutputStream letters = new ByteArrayOutputStream();
        HeatMapText.letters(map, letters);
        assertThat(letters.toString(UTF_8)).contains(" 12.5 ms |@|", "987.5 ms | |");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 12, 90, 600, 3599})
    void labelsBelowHaveRoom(int seconds) throws IOException {
        String text = Traces.sample("0.5", "a") + Traces.sample(seconds + ".5", "a");
        Matcher labels = Pattern.compile("x=\"(\\d+)\" y=\"\\d+\">(\\d+) s</text>")
                .matcher(svg(HeatMap.of(Traces.of(text), Selection.ALL, 50, Weight.samples)));
        int end = 0;
        while (labels.find()) {
            int x = Integer.parseInt(labels.group(1));
            assertThat(x).isEqualTo(50 + 8 * Integer.parseInt(labels.group(2))).isGreaterThanOrEqualTo(end);
            end = x + 6 * (labels.group(2).length() + 2);
        }
        assertThat(end).isPositive();
    }

    private static String svg(HeatMap map) throws IOException {
        ByteArrayOutputStream svg = new ByteArrayOutputStream();
        HeatMapText.svg(map, Weight.samples, Traces.CAPTION, "", svg);
        return svg.toString(UTF_8);
    }
}
