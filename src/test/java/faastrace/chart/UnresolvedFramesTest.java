package faastrace.chart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.trace.Selection;
import faastrace.trace.Trace;
import faastrace.trace.Weight;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import org.junit.jupiter.api.Test;

/**
 * Tests long runs of unnamed frames. They occur if perf follows a frame pointer in a register that the code uses for
 * something else.
 */
class UnresolvedFramesTest {
    private static final String UNKNOWN = "[unknown] ([unknown])";
    private static final String SHELL = "[unknown] (/bin/sh)";
    private static final String TOWERS = sample("1.0", "leaf (/a)", SHELL, times(125, UNKNOWN))
            + sample("1.1", "leaf (/a)", SHELL, UNKNOWN)
            + sample("1.2", SHELL, SHELL, UNKNOWN, UNKNOWN, UNKNOWN)
            + sample("1.3", "leaf (/a)", "leaf (/a)", "main (/a)")
            + sample("1.4", UNKNOWN, "main (/a)", UNKNOWN);

    @Test
    void runsOfFramesWithoutANameAreOneBoxWithTheirNumberAndNoSampleIsLost() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        FlameGraph graph = FlameGraph.of(Traces.of(TOWERS), Selection.ALL, Weight.samples, false);
        graph.writeText(text);
        assertThat(graph.total()).isEqualTo(5);
        assertThat(text.toString(UTF_8).lines().map(line -> line.replaceFirst("^ *[0-9.]+ % +", "")))
                .containsExactly(
                        "5  all",
                        "5    app",
                        "4      [unknown] x1-125",
                        "3        [sh] x1-2",
                        "2          leaf",
                        "1        main",
                        "1          [unknown]",
                        "1      main",
                        "1        leaf",
                        "1          leaf");
    }

    @Test
    void picturesAndPagesHaveTheNumberToo() throws IOException {
        Trace trace = Traces.of(TOWERS);
        ByteArrayOutputStream svg = new ByteArrayOutputStream();
        FlameGraph.of(trace, Selection.ALL, Weight.samples, false).writeSvg(Traces.CAPTION, "", svg);
        assertThat(svg.toString(UTF_8)).contains("[unknown] x1-125: 4, 80.00 %", "[sh] x1-2: 3, 60.00 %");
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        ProfileJson.write(trace, Selection.ALL, json);
        assertThat(json.toString(UTF_8)).contains("\"runs\":[[2,1,125],[3,1,2]]");
    }

    @Test
    void foldedStacksAreDrawnTheSameWay() throws IOException {
        String folded = "app;" + "[unknown];".repeat(7) + "[sh];[sh];leaf 3\napp;[unknown];x 1\n";
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        FlameGraph.of(Traces.of(folded), Selection.ALL, Weight.samples, false).writeText(text);
        assertThat(text.toString(UTF_8)).contains("  [unknown] x1-7\n", "  [sh] x2\n", "  leaf\n");
    }

    @Test
    void comparedTracesWithTowersOfDifferentHeightsDoNotDiffer() throws IOException {
        Trace one = Traces.of(sample("1.0", "leaf (/a)", times(9, UNKNOWN)));
        Trace other = Traces.of(sample("1.0", "leaf (/a)", times(90, UNKNOWN)));
        Differential differential = Differential.of(one, Selection.ALL, other, Selection.ALL);
        assertThat(differential.isEmpty()).isTrue();
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        differential.write(java.util.List.of("one", "other"), json);
        assertThat(json.toString(UTF_8)).contains("\"runs\":[[2,9,90]]");
    }

    private static String times(int count, String frame) {
        return String.join("\n\t7f ", Collections.nCopies(count, frame));
    }

    private static String sample(String time, String... frames) {
        StringBuilder text = new StringBuilder("app 7/8 [000] " + time + ": 1 cpu-clock:u:\n");
        Arrays.stream(frames)
                .forEach(frame -> text.append("\t7f ").append(frame).append('\n'));
        return text.append('\n').toString();
    }
}
