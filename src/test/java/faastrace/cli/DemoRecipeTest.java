package faastrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the demo says where something is missing. */
class DemoRecipeTest {
    @TempDir
    Path folder;

    @Test
    void eitherOfTwoProgramsWillDo() {
        assertThat(DemoRecipe.missing(Map.of("no-such-program|sh", "dash"))).isEmpty();
        assertThat(DemoRecipe.missing(Map.of("no-such-program|nor-this", "this or that")))
                .containsExactly(
                        "there is neither no-such-program nor nor-this here; install the package this or that");
        assertThat(DemoRecipe.missing(Map.of("no-such-program", "it")))
                .containsExactly("there is no no-such-program here; install the package it");
    }

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
