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
}
