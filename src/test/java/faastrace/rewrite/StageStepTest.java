package faastrace.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.overlay.Overlays;
import faastrace.template.Template;
import faastrace.template.TemplateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests a step that an overlay adds to the stages that compile the function. */
class StageStepTest {
    private static final String OVERLAY = """
            version: 1
            kind: runtime
            description: compiled discs
            match: {file: main.disc}
            files: [{from: names.disc, to: faas-trace/disc/names.disc}]
            dockerfile:
              - step:
                  before: '\\bforge all\\b'
                  copy: {faas-trace/disc/: /names/}
                  run: [forge, names]
            """;

    private static final String BLOCK = """
            # faas-trace: begin (`faas-trace revert` takes this block out)
            COPY faas-trace/disc/ /names/
            RUN ["forge", "names"]
            # faas-trace: end
            """;

    private static final List<String> LAST =
            List.of("FROM alpine:3.22", "COPY --from=forge /a /a", "ENV fprocess=/a mode=http", "CMD [\"fwatchdog\"]");

    @TempDir
    Path folder;

    private Rewrite rewrite(String... lines) throws IOException {
        Path overlay = Files.createDirectories(folder.resolve("compiled-disc"));
        Files.writeString(overlay.resolve("overlay.yml"), OVERLAY);
        Files.writeString(overlay.resolve("names.disc"), "");
        Rewriter rewriter =
                new Rewriter(Overlays.builtIn().with(folder), Map.of("url", "http://c", "sudo", "on"), Map.of());
        String dockerfile = String.join("\n", lines) + "\n" + String.join("\n", LAST) + "\n";
        return rewriter.rewrite(
                "disc",
                Template.of(
                        "disc",
                        List.of(TemplateFile.of("Dockerfile", dockerfile), TemplateFile.of("main.disc", "spin\n"))));
    }

    private static String dockerfile(Rewrite rewrite) {
        return rewrite.traced().file("Dockerfile").orElseThrow().text();
    }

    @Test
    void itComesBeforeTheFirstCommandThatCompiles() throws Exception {
        String patched = dockerfile(rewrite(
                "FROM discforge AS forge", "COPY . .", "RUN forge none", "# all", "RUN forge all", "RUN forge all"));
        assertThat(patched).containsOnlyOnce("COPY faas-trace/disc/");
        assertThat(patched).contains("RUN forge none\n" + BLOCK + "# all\nRUN forge all\nRUN forge all\n");
    }

    @Test
    void itUsesTheCachesOfThatCommandAndRunsAsRoot() throws Exception {
        String run = "RUN --mount=type=cache,target=/c --mount=type=bind,target=/b --mount=type=secret,id=s forge all";
        assertThat(dockerfile(rewrite("FROM discforge AS forge", "USER smith", "COPY . .", run)))
                .contains("USER root\nCOPY faas-trace/disc/ /names/\n"
                        + "RUN --mount=type=cache,target=/c [\"forge\", \"names\"]\nUSER smith\n");
    }

    @Test
    void aStageWithoutTheFunctionsFilesCompilesAnotherProgram() throws Exception {
        String other = "FROM discforge AS other\nRUN forge all\n";
        String patched = dockerfile(rewrite(other + "FROM discforge AS forge", "COPY . .", "RUN forge all"));
        assertThat(patched).startsWith(other).containsOnlyOnce(BLOCK);
    }

    @Test
    void aStageThatIsBuiltOnOneWithTheStepNeedsNoOther() throws Exception {
        String patched = dockerfile(rewrite(
                "FROM discforge AS base",
                "COPY . .",
                "FROM base AS test",
                "RUN forge all",
                "FROM test AS forge",
                "RUN forge all"));
        assertThat(patched).containsOnlyOnce(BLOCK).contains("FROM base AS test\n" + BLOCK);
    }

    @Test
    void withoutSuchACommandTheOverlayIsNotUsed() throws Exception {
        for (String run : List.of("RUN [\"forge\", \"all\"]", "RUN make")) {
            Rewrite rewrite = rewrite("FROM discforge AS forge", "COPY . .", run);
            assertThat(dockerfile(rewrite)).doesNotContain("/names/");
            assertThat(rewrite.notes())
                    .anyMatch(note -> note.startsWith("overlay compiled-disc is not used: the Dockerfile has no RUN "));
        }
    }
}
