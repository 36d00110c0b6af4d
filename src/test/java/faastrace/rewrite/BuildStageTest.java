package faastrace.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.overlay.Overlay;
import faastrace.overlay.Overlays;
import faastrace.template.Template;
import faastrace.template.TemplateFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests a build stage that an overlay adds, for a language that exists only in the test resources. */
class BuildStageTest {
    private final Rewriter rewriter = new Rewriter(
            Overlays.builtIn().with(Path.of("src/test/resources/overlays")),
            Map.of("url", "http://c", "sudo", "on"),
            Map.of());

    private Rewrite rewrite(String... lines) {
        String dockerfile = String.join("\n", lines) + "\n";
        return rewriter.rewrite(
                "template/disc",
                Template.of(
                        "disc",
                        List.of(
                                TemplateFile.of("Dockerfile", dockerfile),
                                TemplateFile.of("main.grid", "summon stackwise as sw\nserve echo(1) forever\n"))));
    }

    private static final String LAST = "ENV fprocess=\"gridrun main.grid\" mode=http\nCMD [\"fwatchdog\"]";

    @Test
    void itStandsOnTheImageOfTheBuildAndGivesWhatItMadeToTheRootStep() {
        Rewrite rewrite = rewrite(
                "ARG V=7",
                "FROM --platform=$BUILDPLATFORM example.com/discforge:$V AS forge",
                "RUN forge all",
                "FROM example.com/gridos:7",
                "RUN gpm add disc",
                "COPY main.grid .",
                LAST);
        assertThat(rewrite.refusal()).isEmpty();
        assertThat(rewrite.traced().file("Dockerfile").orElseThrow().text())
                .contains("""
                        RUN forge all
                        # faas-trace: begin (`faas-trace revert` takes this block out)
                        FROM --platform=$BUILDPLATFORM example.com/discforge:$V AS faas-trace-disc
                        USER root
                        COPY faas-trace/disc/ /disc/
                        RUN ["forge", "/disc"]
                        # faas-trace: end
                        FROM example.com/gridos:7
                        """)
                .contains("COPY --from=faas-trace-disc /disc/out/ /usr/local/lib/faas-trace/disc/\nRUN [\"/bin/sh\"");
    }

    @Test
    void withoutAnImageToBuildWithItIsLeftOutAndTheReasonIsTold() {
        Rewrite rewrite = rewrite("FROM example.com/gridos:7", "RUN gpm add disc", "COPY main.grid .", LAST);
        assertThat(rewrite.refusal()).isEmpty();
        assertThat(rewrite.overlays()).extracting(Overlay::name).doesNotContain("disc");
        assertThat(rewrite.notes())
                .containsExactly(
                        "overlay disc is not used: no stage of the Dockerfile starts from an image that the overlay can"
                                + " build with (/discforge:)");
    }

    @Test
    void stagesThatAreNamedByNumberKeepTheirs() {
        String[] lines = {
            "FROM example.com/discforge:7",
            "RUN forge all",
            "FROM example.com/gridos:7 AS base",
            "COPY main.grid .",
            "FROM example.com/tool",
            "FROM base",
            "COPY --from=0 /made /made",
            "RUN gpm add disc",
            LAST
        };
        assertThat(rewrite(lines).notes()).isEmpty();
        lines[6] = "COPY --from=2 /tool /tool";
        assertThat(rewrite(lines).notes())
                .containsExactly("overlay disc is not used: line 7 of the Dockerfile names a stage by its number,"
                        + " which changes when a stage is added; give that stage a name");
    }
}
