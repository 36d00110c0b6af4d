package faastrace.cli.trace;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands on several traces that are from different machines, boots, functions or containers. */
class SeveralClocksTest {
    private static final String[] HEAT_MAP = {"heatmap", "--format", "json", "set"};

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private void write(String file, String meta) throws IOException {
        Path place = Files.createDirectories(directory.resolve("set")).resolve(file);
        Files.writeString(
                place,
                "# faas-trace 1\n# faas-trace meta " + meta + "\n"
                        + "# faas-trace invocation id=a start=5.0 end=6.0 pid=7 tid=8 overlap=0\n"
                        + "app 7/8 [000] 5.5: 5000000 cpu-clock:u:\n\t7f code (/a)\n\n".repeat(2));
    }

    @Test
    void tracesOfOneBootShareATimeAxis() throws IOException {
        write("1.perf", "epoch=1764000000.0 container=a");
        write("2.perf", "epoch=1764000000.9 container=b");
        assertThat(run(HEAT_MAP)).isZero();
        assertThat(err).hasToString("");
        assertThat(run("fold", "--from", "0", "set")).isZero();
        assertThat(err).hasToString("");
    }

    @Test
    void tracesOfDifferentBootsDoNot() throws IOException {
        write("1.perf", "epoch=1764000000.0 container=a");
        write("2.perf", "epoch=1764000002.0 container=a");
        for (String[] command : new String[][] {
            HEAT_MAP,
            {"fold", "--from", "0", "set"},
            {"fold", "--to", "9", "set"},
            {"convert", "--format", "speedscope", "set"}
        }) {
            assertThat(run(command)).isEqualTo(2);
            assertThat(err.toString()).contains("set: the traces are from different machines or boots", "--since");
        }
        assertThat(run("fold", "set")).isZero();
        assertThat(run("heatmap", "--format", "json", "set/2.perf")).isZero();
        // The times of the two sides of a comparison are never compared.
        assertThat(run("compare", "--format", "text", "--from", "0", "set/1.perf", "set/2.perf"))
                .isZero();
    }

    @Test
    void aWarningTellsIfTheBootIsNotKnown() throws IOException {
        write("1.perf", "epoch=1764000000.0 container=a");
        write("2.perf", "container=b");
        assertThat(run(HEAT_MAP)).isZero();
        assertThat(err.toString())
                .startsWith("warning: the traces do not tell whether")
                .hasLineCount(1);
        assertThat(run("heatmap", "--format", "json", "--from", "0", "set")).isZero();
        assertThat(err.toString())
                .startsWith("warning: the traces do not tell whether")
                .hasLineCount(1);
        write("2.perf", "container=a");
        assertThat(run(HEAT_MAP)).isZero();
        assertThat(err).hasToString("");
    }

    @Test
    void aFileInTheFormatOfPerfHasOneTraceOnly() throws IOException {
        write("1.perf", "container=a");
        write("2.perf", "container=a");
        assertThat(run("convert", "--format", "perf", "set")).isEqualTo(2);
        assertThat(err.toString()).contains("can contain only one trace", "cure: convert the traces one by one");
        assertThat(run("convert", "--format", "perf", "set/1.perf")).isZero();
        assertThat(run("convert", "--format", "folded", "set")).isZero();
    }

    @Test
    void factsOfASetAreThoseOfAllItsTraces() throws IOException {
        write("1.perf", "function=pi language=python version=v1 epoch=1764000000.0");
        write("2.perf", "function=fib language=python epoch=1764000000.0");
        assertThat(run("flamegraph", "--format", "json", "set")).isZero();
        assertThat(out.toString()).contains("\"meta\":{\"language\":\"python\"}");
        assertThat(run("flamegraph", "--format", "json", "set/1.perf")).isZero();
        assertThat(out.toString())
                .contains("\"meta\":{\"function\":\"pi\",\"language\":\"python\",\"version\":\"v1\"}");
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Main.run(directory, new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}
