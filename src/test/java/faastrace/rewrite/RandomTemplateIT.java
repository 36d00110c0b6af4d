package faastrace.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.overlay.Level;
import faastrace.overlay.Overlays;
import faastrace.project.settings.PatchSettings;
import faastrace.template.Facts;
import faastrace.template.Template;
import faastrace.template.TemplateFile;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Patches randomly generated templates. Templates that can be traced must be patched. All others must be rejected with
 * a reason.
 */
class RandomTemplateIT {
    private static final int ROUNDS = Integer.getInteger("random.rounds", 1500);
    private static final long SEED = Long.getLong("random.seed", 20261123);

    private final PatchSettings settings = PatchSettings.read(Path.of("."), Map.of(), Map.of());
    private final Rewriter rewriter = new Rewriter(Overlays.builtIn(), settings.byName(), settings.changedByName());

    @Test
    void everyShapeThatDockerTakesIsPatchedAndUndone() {
        Map<Level, Integer> levels = new EnumMap<>(Level.class);
        for (int round = 0; round < ROUNDS; round++) {
            Template template = RandomTemplate.make(new Random(SEED + round));
            try {
                Rewrite rewrite = rewriter.rewrite("x", template);
                assertThat(rewrite.refusal()).isEmpty();
                assertThat(rewrite.facts().orElseThrow().dockerfile().problems())
                        .as("the generator's own faults")
                        .isEmpty();
                Invariants.hold(rewriter, template, rewrite);
                addedFilesReachTheBuild(template, rewrite.traced());
                levels.merge(rewrite.level(), 1, Integer::sum);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("round " + round + "\n" + shown(template), e);
            }
        }
        assertThat(levels.keySet()).containsOnly(Level.INVOCATION, Level.PROCESS);
    }

    private static void addedFilesReachTheBuild(Template before, Template after) {
        Optional<String> dockerignore = after.file(".dockerignore").map(TemplateFile::text);
        List<String> kept = after.files().keySet().stream()
                .filter(path -> before.file(path).isEmpty())
                .filter(path -> Invariants.ignored(dockerignore, path))
                .toList();
        assertThat(kept).as("added and kept out by .dockerignore").isEmpty();
    }

    private static String shown(Template template) {
        StringBuilder shown = new StringBuilder();
        template.files()
                .forEach((path, file) ->
                        shown.append("--- ").append(path).append('\n').append(file.text()));
        return shown.toString().replace("\r", "\\r");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "FROM scratch~CMD ['/fwatchdog'] | its image scratch (Dockerfile:1) has no package manager to install perf with",
                "FROM golang:1 AS build~RUN true~FROM scratch AS bare~FROM bare~COPY --from=build /a /~CMD ['/a'] | its image scratch (Dockerfile:3) has no",
                "FROM gcr.io/distroless/static-debian12:nonroot~CMD ['/a'] | its image gcr.io/distroless/static-debian12:nonroot (Dockerfile:1) has no",
                "FROM gcr.io/distroless/base:debug~RUN true~CMD ['/a'] | its image gcr.io/distroless/base:debug (Dockerfile:1) has no",
                "FROM busybox:1.36~RUN true~CMD ['/a'] | its image busybox:1.36 (Dockerfile:1) has no package manager",
                "FROM mcr.microsoft.com/dotnet/runtime-deps:8.0-noble-chiseled~CMD ['/a'] | has no package manager",
                "FROM $BASE~COPY a /~CMD ['/a'] | faas-trace does not know how to install packages in $BASE (Dockerfile:1)",
                "FROM alpine~RUN true | it starts no process: there is neither ENTRYPOINT nor CMD",
                "FROM alpine~CMD ['a']~ENTRYPOINT []~CMD [] | it starts no process",
                "RUN true | its Dockerfile has no FROM instruction",
            })
    void whatCanNotBeTracedIsRefusedWithItsReason(String dockerfile, String reason) {
        String text = dockerfile.replace('~', '\n').replace('\'', '"') + "\n";
        Template template = Template.of("x", List.of(TemplateFile.of("Dockerfile", text)));
        Rewrite rewrite = rewriter.rewrite("x", template);
        assertThat(rewrite.refusal().orElse("")).contains(reason);
        assertThat(rewrite.patch().isEmpty()).isTrue();
        assertThat(Facts.read("x", rewrite.traced())).isPresent();
    }

    @Test
    void aSystemCopiedIntoAnEmptyImageIsOneThatHasAShell() {
        String text = "FROM debian AS all\nFROM scratch\nCOPY --from=all / /\nRUN true\nCMD [\"/a\"]\n";
        Rewrite rewrite = rewriter.rewrite("x", Template.of("x", List.of(TemplateFile.of("Dockerfile", text))));
        assertThat(rewrite.refusal()).isEmpty();
        assertThat(rewrite.level()).isEqualTo(Level.PROCESS);
    }
}
