package faastrace.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import faastrace.overlay.Level;
import faastrace.overlay.Overlays;
import faastrace.patch.FileChange;
import faastrace.patch.Patch;
import faastrace.patch.UnifiedDiff;
import faastrace.project.PatchSettings;
import faastrace.template.Template;
import faastrace.template.TemplateFile;
import faastrace.template.TemplateOnDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Golden cases: a folder under {@code src/test/resources/patches} with {@code before/} and, written by
 * {@code -Dbless=true}, {@code facts.txt}, {@code patch.diff} (of what was there before and of rendered files).
 */
class GoldenPatchTest {
    private static final Path CASES = Path.of("src/test/resources/patches");
    private static final boolean BLESS = Boolean.getBoolean("bless");

    private final Overlays overlays = Overlays.builtIn();
    private final PatchSettings settings = PatchSettings.read(CASES, Map.of(), Map.of());
    private final Rewriter rewriter = new Rewriter(overlays, settings.byName(), settings.changedByName());

    @TestFactory
    Stream<DynamicTest> eachCase() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        try (Stream<Path> folders = Files.list(CASES)) {
            for (Path folder : folders.sorted().toList()) {
                String name = folder.getFileName().toString();
                Template before = TemplateOnDisk.read(folder.resolve("before"), name);
                tests.add(DynamicTest.dynamicTest(name + ": its facts", () -> factsAreThose(folder, before)));
                tests.add(DynamicTest.dynamicTest(name + ": its diff", () -> diffIsThat(folder, before)));
                tests.add(DynamicTest.dynamicTest(name + ": twice is once", () -> twiceIsOnce(before)));
                tests.add(DynamicTest.dynamicTest(name + ": revert is exact", () -> revertIsExact(before)));
                tests.add(DynamicTest.dynamicTest(name + ": every prefix builds", () -> prefixesBuild(before)));
                tests.add(DynamicTest.dynamicTest(name + ": the same with CRLF", () -> sameWithCrlf(before)));
                tests.add(DynamicTest.dynamicTest(name + ": passes its checks", () -> passesItsChecks(before)));
                tests.add(DynamicTest.dynamicTest(name + ": same user", () -> userStays(before)));
            }
        }
        assertThat(tests).isNotEmpty();
        return tests.stream();
    }

    private void factsAreThose(Path folder, Template before) throws IOException {
        Rewrite rewrite = rewrite(before);
        List<String> lines = new ArrayList<>(rewrite.facts().orElseThrow().lines());
        lines.add("level    " + rewrite.level().word());
        lines.add("overlays "
                + String.join(
                        ", ", rewrite.overlays().stream().map(o -> o.name()).toList()));
        rewrite.patch().changes().stream()
                .filter(change -> change.before() == null)
                .forEach(change -> lines.add("adds     " + change.path()));
        compare(folder.resolve("facts.txt"), String.join("\n", lines) + "\n");
    }

    private void diffIsThat(Path folder, Template before) throws IOException {
        Patch patch = rewrite(before).patch();
        List<FileChange> shown = patch.changes().stream()
                .filter(change -> change.before() != null || change.path().matches(".*/(install|native)\\.sh"))
                .toList();
        compare(folder.resolve("patch.diff"), UnifiedDiff.print(Patch.of(shown)));
    }

    private void twiceIsOnce(Template before) {
        Rewrite once = rewrite(before);
        Rewrite twice = rewriter.rewrite(before.name(), once.traced());
        assertThat(twice.patch().isEmpty()).isTrue();
        assertThat(twice.refusal()).isEmpty();
        assertThat(twice.level()).isEqualTo(once.level());
    }

    private void revertIsExact(Template before) {
        Rewrite rewrite = rewrite(before);
        Template back =
                Soundness.applied(rewrite.traced(), rewrite.patch().reversed().changes());
        assertThat(texts(back)).isEqualTo(texts(before));
    }

    private void prefixesBuild(Template before) {
        List<FileChange> changes = rewrite(before).patch().changes();
        for (int length = 0; length <= changes.size(); length++) {
            Template prefix = Soundness.applied(before, changes.subList(0, length));
            assertThat(Soundness.faults(before, prefix))
                    .as("after " + length + " writes")
                    .isEmpty();
        }
        List<FileChange> back = rewrite(before).patch().reversed().changes();
        for (int length = 0; length <= back.size(); length++) {
            Template prefix = Soundness.applied(rewrite(before).traced(), back.subList(0, length));
            assertThat(Soundness.faults(before, prefix))
                    .as("after " + length + " writes back")
                    .isEmpty();
        }
    }

    private void sameWithCrlf(Template before) {
        Template crlf = withCrlf(before);
        Rewrite rewrite = rewriter.rewrite(before.name(), crlf);
        assertThat(rewrite.refusal()).isEmpty();
        Rewrite plain = rewrite(before);
        for (FileChange change : rewrite.patch().changes()) {
            String expected =
                    new String(plain.traced().files().get(change.path()).bytes());
            String actual = new String(change.after().bytes());
            if (change.before() != null) {
                expected = lf(expected);
                assertThat(actual.replace("\r\n", "")).doesNotContain("\r").doesNotContain("\n");
                assertThat(actual.replace("\r\n", "\n")).isEqualTo(expected);
            } else {
                assertThat(actual).isEqualTo(expected);
            }
        }
        Template back =
                Soundness.applied(rewrite.traced(), rewrite.patch().reversed().changes());
        assertThat(texts(back)).isEqualTo(texts(crlf));
    }

    /** What the template's own build would fail by: syntax checkers and formatters, on the files as patched. */
    private void passesItsChecks(Template before) throws Exception {
        Rewrite rewrite = rewrite(before);
        Path folder = Files.createTempDirectory("checks");
        for (TemplateFile file : rewrite.traced().files().values()) {
            Files.createDirectories(folder.resolve(file.path()).getParent());
            Files.write(folder.resolve(file.path()), file.bytes());
        }
        for (List<String> check : rewrite.checks()) {
            Means.require(check.get(0));
            Process process = new ProcessBuilder(check)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes());
            assertThat(process.waitFor()).as(check + ": " + said).isZero();
            assertThat(said).as(check.toString()).isEmpty();
        }
    }

    private void userStays(Template before) {
        Rewrite rewrite = rewrite(before);
        var facts = faastrace.template.Facts.read("", rewrite.traced()).orElseThrow();
        var original = rewrite.facts().orElseThrow();
        assertThat(facts.user().map(f -> f.value()))
                .isEqualTo(original.user()
                        .map(f -> f.value())
                        .or(() -> overlays.select(original, Map.of()).imageUser()));
        assertThat(facts.dockerfile().problems()).isEmpty();
        assertThat(facts.commandLine().orElseThrow().value().split("faas-trace-agent watchdog", -1))
                .hasSize(2);
    }

    private Rewrite rewrite(Template before) {
        Rewrite rewrite = rewriter.rewrite(before.name(), before);
        assertThat(rewrite.refusal()).isEmpty();
        assertThat(rewrite.level()).isNotEqualTo(Level.NONE);
        return rewrite;
    }

    private static String lf(String text) {
        return text.replace("\r\n", "\n");
    }

    private static Template withCrlf(Template template) {
        Map<String, TemplateFile> files = new LinkedHashMap<>();
        template.files()
                .forEach((path, file) ->
                        files.put(path, file.withText(lf(file.text()).replace("\n", "\r\n"))));
        return template.with(files);
    }

    private static Map<String, String> texts(Template template) {
        Map<String, String> texts = new LinkedHashMap<>();
        template.files().forEach((path, file) -> texts.put(path, file.text() + file.executable()));
        return texts;
    }

    private static void compare(Path file, String actual) throws IOException {
        if (BLESS) {
            Files.writeString(file, actual);
        }
        assertThat(actual).isEqualTo(Files.readString(file));
    }
}
