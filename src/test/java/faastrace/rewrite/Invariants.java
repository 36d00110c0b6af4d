package faastrace.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.dockerfile.Instruction;
import faastrace.dockerfile.Stage;
import faastrace.dockerfile.StageState;
import faastrace.overlay.Overlays;
import faastrace.template.Fact;
import faastrace.template.Facts;
import faastrace.template.Template;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Checks the properties that every patched template must have, whatever its form. */
final class Invariants {
    private static final String AGENT = "/usr/local/bin/faas-trace-agent watchdog";

    private static final Overlays OVERLAYS = Overlays.builtIn();

    private Invariants() {}

    /**
     * Checks that the result parses, has the same user, a single agent and all added files, and that patching is
     * idempotent and reversible.
     */
    static void hold(Rewriter rewriter, Template before, Rewrite rewrite) {
        Facts old = rewrite.facts().orElseThrow();
        Facts facts = Facts.read("x", rewrite.traced()).orElseThrow();
        assertThat(facts.commandLine().orElseThrow().value()).startsWith(AGENT);
        assertThat(facts.commandLine().orElseThrow().value().split(Pattern.quote(AGENT), -1))
                .hasSize(2);
        assertThat(facts.dockerfile().problems()).hasSameSizeAs(old.dockerfile().problems());
        assertThat(facts.user().map(Fact::value))
                .isEqualTo(old.user()
                        .map(Fact::value)
                        .or(() -> OVERLAYS.select(old, Map.of()).imageUser()));
        assertThat(Soundness.faults(before, rewrite.traced())).isEqualTo(Soundness.faults(before, before));
        assertThat(addedButCopiedNowhere(before, facts)).isEmpty();
        assertThat(usersOfInstall(facts)).allMatch(user -> user.matches("\"?(root|0)(:.*)?\"?"));
        assertThat(rewriter.rewrite("x", rewrite.traced()).patch().isEmpty()).isTrue();
        assertThat(digest(Soundness.applied(
                        rewrite.traced(), rewrite.patch().reversed().changes())))
                .isEqualTo(digest(before));
    }

    private static List<String> addedButCopiedNowhere(Template before, Facts facts) {
        return facts.template().files().keySet().stream()
                .filter(path -> before.file(path).isEmpty())
                .map(path -> path.substring(facts.context().length()))
                .filter(path -> facts.dockerfile().instructions().stream()
                        .noneMatch(instruction -> new EntryCopy(instruction, path, path).bringsFile()))
                .toList();
    }

    /** The users that are in force at the step that installs perf. */
    private static List<String> usersOfInstall(Facts facts) {
        List<String> users = new ArrayList<>();
        int steps = 0;
        for (Stage stage : facts.chain()) {
            for (Instruction instruction : stage.instructions()) {
                if (instruction.is("RUN") && instruction.raw().contains("faas-trace/install.sh")) {
                    steps++;
                    StageState.before(stage, instruction).user().ifPresent(users::add);
                }
            }
        }
        assertThat(steps).isEqualTo(1);
        return users;
    }

    /** A template's files in a form that can be compared. */
    static Map<String, String> digest(Template template) {
        Map<String, String> all = new HashMap<>();
        template.files()
                .forEach((path, file) ->
                        all.put(path, file.executable() + new String(file.bytes(), StandardCharsets.ISO_8859_1)));
        return all;
    }

    /** Whether a {@code .dockerignore} excludes a path. Supports only the simple patterns that tests use. */
    static boolean ignored(Optional<String> dockerignore, String path) {
        boolean ignored = false;
        for (String line : dockerignore.orElse("").split("\\R")) {
            boolean keeps = line.startsWith("!");
            String pattern = keeps ? line.substring(1) : line;
            boolean matches = !line.startsWith("#")
                    && (pattern.equals("*")
                            || path.equals(pattern)
                            || path.startsWith(pattern + "/")
                            || pattern.startsWith("**/*.") && path.endsWith(pattern.substring(4))
                            || pattern.startsWith("*.") && !path.contains("/") && path.endsWith(pattern.substring(1)));
            ignored = matches ? !keeps : ignored;
        }
        return ignored;
    }
}
