package faastrace.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.overlay.Level;
import faastrace.overlay.Overlays;
import faastrace.project.settings.PatchSettings;
import faastrace.template.Facts;
import faastrace.template.Template;
import faastrace.template.TemplateFile;
import faastrace.template.TemplateOnDisk;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests the many notations in which a template can set its process. Notations that can be changed in place are changed,
 * and the others are rejected.
 */
class ProcessRewriteTest {
    private static final Path CASE = Path.of("src/test/resources/patches/classic-user-flips/before");
    private static final String PREFIX = "/usr/local/bin/faas-trace-agent exec ";

    private final PatchSettings settings = PatchSettings.read(CASE, Map.of(), Map.of());
    private final Rewriter rewriter = new Rewriter(Overlays.builtIn(), settings.byName(), settings.changedByName());
    private final Template golden = TemplateOnDisk.read(CASE, "x");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fprocess: php index.php",
                "fprocess: 'php index.php'",
                "fprocess: \"php index.php\" # why",
                "\uFEFFfprocess: php index.php",
                "\uFEFFlanguage: x\nfprocess: php index.php",
                "welcome: a\u2028  b\nfprocess: php index.php",
                "welcome: \ud83d\ude00 hello\nfprocess: php index.php",
                "language: x\rfprocess: php index.php\r",
                "{language: \ud83d\ude00, fprocess: php index.php}",
                "fprocess:\n  php\n  index.php",
            })
    void aProcessThatStandsInPlaceGetsTheWordsInFront(String settingsFile) {
        Rewrite rewrite = rewriter.rewrite("x", with("template.yml", settingsFile));
        assertThat(rewrite.refusal()).isEmpty();
        Facts traced = Facts.read("x", rewrite.traced()).orElseThrow();
        assertThat(traced.process().orElseThrow().value()).isEqualTo(PREFIX + "php index.php");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fprocess: |\n  php index.php",
                "fprocess: >-\n  php index.php",
                "fprocess: &a php index.php",
                "x: &a php index.php\nfprocess: *a",
                "fprocess: !!str php index.php",
            })
    void aProcessThatDoesNotIsLeftToTheRecorderWhichPutsItsWordThereAtTheStart(String settingsFile) {
        Rewrite rewrite = rewriter.rewrite("x", with("template.yml", settingsFile));
        assertThat(rewrite.refusal()).isEmpty();
        assertThat(rewrite.level()).isEqualTo(Level.INVOCATION);
        assertThat(rewrite.notes())
                .singleElement()
                .asString()
                .startsWith("overlay forked is not used: ")
                .contains("one line");
        assertThat(rewrite.traced().file("template.yml"))
                .isEqualTo(rewrite.original().file("template.yml"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fprocess='php index.php'", "fprocess=\"php index.php\"", "fprocess php index.php"})
    void theImagesOwnProcessToo(String assignment) {
        Rewrite rewrite = rewriter.rewrite("x", withImageProcess(assignment));
        assertThat(rewrite.refusal()).isEmpty();
        Facts traced = Facts.read("x", rewrite.traced()).orElseThrow();
        assertThat(traced.imageProcess().orElseThrow().value()).isEqualTo(PREFIX + "php index.php");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fprocess=php\\ index.php", "fprocess=p\"hp index.php\"", "fprocess=php\" \"index.php"})
    void quotesInTheMiddleOfAnAssignmentAreKeptOrLeftAlone(String assignment) {
        Rewrite rewrite = rewriter.rewrite("x", withImageProcess(assignment));
        Facts traced = Facts.read("x", rewrite.traced()).orElseThrow();
        String prefix = rewrite.notes().isEmpty() ? PREFIX : "";
        assertThat(traced.imageProcess().orElseThrow().value()).isEqualTo(prefix + "php index.php");
        assertThat(rewrite.level()).isEqualTo(Level.INVOCATION);
    }

    private Template withImageProcess(String assignment) {
        String dockerfile = golden.files().get("Dockerfile").text();
        return with("Dockerfile", dockerfile.replace("fprocess=\"php index.php\"", assignment));
    }

    private Template with(String path, String text) {
        return golden.with(Map.of(path, TemplateFile.of(path, text)));
    }
}
