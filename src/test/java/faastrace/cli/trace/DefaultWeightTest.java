package faastrace.cli.trace;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.cli.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that commands count the same by default, and that the unit of what they count is right. */
class DefaultWeightTest {
    private static final String SAMPLE = "app 7/8 [000] 1.5: 5000000 cpu-clock:u:\n\t7f f+0x1 (/a)\n\t7f main (/a)\n\n";

    @TempDir
    Path directory;

    @BeforeEach
    void writeTraces() throws Exception {
        Files.writeString(directory.resolve("trace"), SAMPLE + SAMPLE.replace("1.5", "2.5"));
        Files.writeString(directory.resolve("without-periods"), SAMPLE.replace("5000000 ", ""));
    }

    @Test
    void foldAndConvertCountNanosecondsOfAClock() {
        assertThat(run("fold", "trace")).isEqualTo("app;main;f 10000000\n");
        assertThat(run("convert", "--format", "folded", "trace")).isEqualTo("app;main;f 10000000\n");
        assertThat(run("convert", "--format", "folded", "--weight", "samples", "trace"))
                .isEqualTo("app;main;f 2\n");
    }

    @Test
    void speedscopeShowsTimeOnlyIfTheTraceHasIt() {
        assertThat(run("convert", "--format", "speedscope", "trace"))
                .contains("\"unit\":\"nanoseconds\"", "\"weights\":[5000000,5000000]");
        assertThat(run("convert", "--format", "speedscope", "--weight", "samples", "trace"))
                .contains("\"unit\":\"none\"", "\"weights\":[1,1]");
        assertThat(run("convert", "--format", "speedscope", "without-periods")).contains("\"unit\":\"none\"");
    }

    private String run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        assertThat(Main.run(directory, new PrintWriter(out, true), new PrintWriter(err, true), arguments))
                .as(err.toString())
                .isZero();
        return out.toString();
    }
}
