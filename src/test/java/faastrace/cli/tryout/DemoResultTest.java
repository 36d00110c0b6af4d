package faastrace.cli.tryout;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.demo.DemoFiles;
import faastrace.demo.DemoRecipe;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests what the demo reports about the traces that arrived. */
class DemoResultTest {
    @TempDir
    Path folder;

    @Test
    void whereNothingArrivedItSaysWhatTheRecorderSaid() throws IOException {
        Path log = Files.write(
                folder.resolve("pi.log"),
                List.of("listening", "faas-trace: recordings are dropped: no \u001b[31mreason", "more"));
        StringWriter out = new StringWriter();
        DemoRecipe recipe = DemoFiles.read().recipes().get(0);
        new DemoResult(recipe, 5, folder, log).print(new PrintWriter(out, true));
        assertThat(out.toString())
                .contains("0 invocations, 0 samples", "Log: faas-trace: recordings are dropped: no ")
                .doesNotContain("listening", "more", "\u001b", "Note:");
    }

    @Test
    void sharesCountSamplesNotFrames() throws IOException {
        DemoRecipe recipe = recipe("^hot$", "^(hot|cold)$");
        String text = "# faas-trace 1\n"
                + "# faas-trace invocation id=call-1 start=1.0 end=4.0 pid=1 overlap=0\n"
                + "a 1 3.0: 1 c:\n\t7f hot (/a)\n\t7f hot (/a)\n\n"
                + "a 1 1.0: 1 c:\n\t7f [unknown] (/a)\n\n"
                + "a 1 2.0: 1 c:\n\t7f cold (/a)\n\n"
                + "a 1 2.0: 1 c:\n\n";
        Files.writeString(Files.createDirectory(folder.resolve("fn")).resolve("trace.perf"), text);
        DemoResult result = new DemoResult(recipe, 1, folder, folder.resolve("fn.log"));
        result.read();
        assertThat(result.isComplete()).isTrue();
        StringWriter out = new StringWriter();
        result.print(new PrintWriter(out, true));
        assertThat(out.toString())
                .contains("1 invocations, 4 samples, 25 % of them inside the functions that compute pi")
                .doesNotContain("Note:", "Log:");
    }

    @Test
    void whereNoNameIsKnownANoteSaysWhy() throws IOException {
        String text = "# faas-trace 1\na 1 1.0: 1 c:\n\t7f [unknown] (/a)\n\n";
        Files.writeString(Files.createDirectory(folder.resolve("fn")).resolve("trace.perf"), text);
        DemoResult result = new DemoResult(recipe("^hot$", "^cold$"), 1, folder, folder.resolve("fn.log"));
        result.read();
        StringWriter out = new StringWriter();
        result.print(new PrintWriter(out, true));
        assertThat(out.toString())
                .contains("0 invocations, 1 samples", "Note: the names are missing.")
                .doesNotContain("inside the functions");
    }

    private static DemoRecipe recipe(String inside, String names) {
        return new DemoRecipe(
                "fn",
                "1",
                Map.of(),
                List.of(),
                Map.of(),
                Optional.empty(),
                Optional.of(Pattern.compile(names)),
                Optional.of(Pattern.compile(inside)),
                Optional.of("the names are missing"));
    }
}
