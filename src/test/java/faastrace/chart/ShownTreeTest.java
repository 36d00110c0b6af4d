package faastrace.chart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.trace.Selection;
import faastrace.trace.Trace;
import faastrace.trace.Weight;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ShownTreeTest {
    private static final String PYTHON = "/usr/bin/python3.12";
    private static final String MAP = "/tmp/perf-7.map";

    /** A stack of frames and their files, leaf first. */
    private static String sample(String... framesAndFiles) {
        StringBuilder text = new StringBuilder("app 7/8 [000] 1.0: 1 cpu-clock:u:\n");
        for (int i = 0; i < framesAndFiles.length; i += 2) {
            text.append("\t7f ")
                    .append(framesAndFiles[i])
                    .append(" (")
                    .append(framesAndFiles[i + 1])
                    .append(")\n");
        }
        return text.append('\n').toString();
    }

    private static String text(boolean runtimeFrames, String... samples) throws IOException {
        Trace trace = Traces.of(String.join("", samples));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FlameGraph.of(trace, Selection.ALL, Weight.samples, false, runtimeFrames)
                .writeText(out);
        return out.toString(UTF_8);
    }

    @Test
    void theTimeOfARuntimeIsAddedToTheFunctionThatItRuns() throws IOException {
        String[] samples = {
            sample("_PyEval_Eval", PYTHON, "py::handle:/app/index.py", MAP, "_PyEval_Eval", PYTHON, "main", PYTHON),
            sample("read", "/lib/libc.so.6", "os_read", PYTHON, "py::handle:/app/index.py", MAP, "main", PYTHON),
            sample("gc_collect", PYTHON, "gc_main", PYTHON)
        };
        assertThat(text(false, samples)).isEqualTo("""
                100.00 %          3  all
                100.00 %          3    app
                 66.67 %          2      py::handle:/app/index.py
                 33.33 %          1        read
                 33.33 %          1      (Python)
                """);
        assertThat(text(true, samples))
                .contains("_PyEval_Eval", "os_read", "gc_main")
                .doesNotContain("(Python)");
    }

    @Test
    void aLibraryThatARuntimeCalledStaysBelowIt() throws IOException {
        assertThat(text(
                        false,
                        sample("read", "/lib/libc.so.6", "os_read", PYTHON),
                        sample("f", "/app/f", "main", PYTHON)))
                .isEqualTo("""
                100.00 %          2  all
                100.00 %          2    app
                 50.00 %          1      (Python)
                 50.00 %          1        read
                 50.00 %          1      f
                """);
    }

    @Test
    void withoutARuntimeNothingChanges() throws IOException {
        String[] samples = {
            sample("[unknown]", "/lib/x.so", "[unknown]", "/lib/x.so", "f", "/app/f"),
            sample("g", "/app/f", "f", "/app/f")
        };
        assertThat(text(false, samples)).isEqualTo(text(true, samples)).contains("[x.so] x2");
    }

    @Test
    void aPictureShowsARuntimeInGrey() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FlameGraph.of(Traces.of(sample("gc_collect", PYTHON)), Selection.ALL, Weight.samples, false, false)
                .writeSvg(Traces.CAPTION, "", out);
        assertThat(out.toString(UTF_8)).contains("<title>(Python): 1, 100.00 %</title>", "fill=\"#dcd8d0\"");
    }
}
