package faastrace.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import faastrace.overlay.Level;
import faastrace.overlay.Overlays;
import faastrace.patch.FileChange;
import faastrace.patch.Patch;
import faastrace.patch.UnifiedDiff;
import faastrace.project.settings.PatchSettings;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Golden cases. Each is a folder in {@code src/test/resources/patches} that contains {@code before/} and, if the case
 * needs its own settings, {@code faas-trace.yaml}. {@code -Dbless=true} writes the results: {@code facts.txt}, {@code
 * patch.diff} (for existing files and short rendered files) and {@code install.diff} (how its install script differs
 * from the shared one).
 */
class GoldenPatchTest {
    private static final Path CASES = Path.of("src/test/resources/patches");
    private static final boolean BLESS = Boolean.getBoolean("bless");

    private final Overlays overlays = Overlays.builtIn();
    /** A case: its folder, its template, and a rewriter with its settings. */
    private record Case(Path folder, Template before, Rewriter rewriter) {
        String name() {
            return before.name();
        }
    }

    private interface Check {
        void of(Case golden) throws Exception;
    }

    @TestFactory
    Stream<DynamicTest> eachCase() throws IOException {
        Map<String, Check> checks = new LinkedHashMap<>();
        checks.put("its facts", this::factsAreThose);
        checks.put("its diff", this::diffIsThat);
        checks.put("its install script", this::installScriptIsThat);
        checks.put("twice is once", this::twiceIsOnce);
        checks.put("revert is exact", this::revertIsExact);
        checks.put("every prefix builds", this::prefixesBuild);
        checks.put("the same with CRLF", this::sameWithCrlf);
        checks.put("passes its checks", this::passesItsChecks);
        checks.put("same user", this::userStays);
        List<DynamicTest> tests = new ArrayList<>();
        try (Stream<Path> folders = Files.list(CASES)) {
            for (Path folder : folders.sorted().toList()) {
                Case golden = golden(folder);
                checks.forEach((what, check) ->
                        tests.add(DynamicTest.dynamicTest(golden.name() + ": " + what, () -> check.of(golden))));
            }
        }
        assertThat(tests).isNotEmpty();
        return tests.stream();
    }

    private Case golden(Path folder) {
        PatchSettings settings = PatchSettings.read(folder, Map.of(), Map.of());
        return new Case(
                folder,
                TemplateOnDisk.read(
                        folder.resolve("before"), folder.getFileName().toString()),
                new Rewriter(overlays, settings.byName(), settings.changedByName()));
    }

    /** Runs first, because the cases are compared with these scripts. */
    @BeforeAll
    static void installScriptsAreThoseOfTheOverlays() throws IOException {
        Overlays overlays = Overlays.builtIn();
        Map<String, String> files = GoldenInstall.shared(overlays);
        Files.createDirectories(GoldenInstall.FOLDER);
        for (Map.Entry<String, String> file : files.entrySet()) {
            compare(GoldenInstall.FOLDER.resolve(file.getKey()), file.getValue());
        }
        for (String distribution : GoldenInstall.distributions(overlays)) {
            assertThat(files).as("an image of each distribution is tried").containsKey(distribution + ".sh");
        }
    }

    private void factsAreThose(Case golden) throws IOException {
        Rewrite rewrite = rewrite(golden);
        List<String> lines = new ArrayList<>(rewrite.facts().orElseThrow().lines());
        lines.add("level    " + rewrite.level().word());
        lines.add("overlays "
                + String.join(
                        ", ", rewrite.overlays().stream().map(o -> o.name()).toList()));
        rewrite.patch().changes().stream()
                .filter(change -> change.before() == null)
                .forEach(change -> lines.add("adds     " + change.path()));
        compare(golden.folder().resolve("facts.txt"), String.join("\n", lines) + "\n");
    }

    private void diffIsThat(Case golden) throws IOException {
        Patch patch = rewrite(golden).patch();
        List<FileChange> shown = patch.changes().stream()
                .filter(change -> change.before() != null || change.path().matches(".*/native\\.sh"))
                .toList();
        compare(golden.folder().resolve("patch.diff"), UnifiedDiff.print(Patch.of(shown)));
    }

    private void installScriptIsThat(Case golden) throws IOException {
        compare(golden.folder().resolve("install.diff"), GoldenInstall.differences(rewrite(golden)));
    }

    private void twiceIsOnce(Case golden) {
        Template before = golden.before();
        Rewrite once = rewrite(golden);
        Rewrite twice = golden.rewriter().rewrite(before.name(), once.traced());
        assertThat(twice.patch().isEmpty()).isTrue();
        assertThat(twice.refusal()).isEmpty();
        assertThat(twice.level()).isEqualTo(once.level());
    }

    private void revertIsExact(Case golden) {
        Template before = golden.before();
        Rewrite rewrite = rewrite(golden);
        Template back =
                Soundness.applied(rewrite.traced(), rewrite.patch().reversed().changes());
        assertThat(texts(back)).isEqualTo(texts(before));
    }

    private void prefixesBuild(Case golden) {
        Template before = golden.before();
        List<FileChange> changes = rewrite(golden).patch().changes();
        for (int length = 0; length <= changes.size(); length++) {
            Template prefix = Soundness.applied(before, changes.subList(0, length));
            assertThat(Soundness.faults(before, prefix))
                    .as("after " + length + " writes")
                    .isEmpty();
        }
        List<FileChange> back = rewrite(golden).patch().reversed().changes();
        for (int length = 0; length <= back.size(); length++) {
            Template prefix = Soundness.applied(rewrite(golden).traced(), back.subList(0, length));
            assertThat(Soundness.faults(before, prefix))
                    .as("after " + length + " writes back")
                    .isEmpty();
        }
    }

    private void sameWithCrlf(Case golden) {
        Template before = golden.before();
        Template crlf = withCrlf(before);
        Rewrite rewrite = golden.rewriter().rewrite(before.name(), crlf);
        assertThat(rewrite.refusal()).isEmpty();
        Rewrite plain = rewrite(golden);
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

    /**
     * Runs the checks that could make the template's own build fail, such as syntax checkers and formatters, on the
     * patched files.
     */
    private void passesItsChecks(Case golden) throws Exception {
        Rewrite rewrite = rewrite(golden);
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

    private void userStays(Case golden) {
        Rewrite rewrite = rewrite(golden);
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

    private Rewrite rewrite(Case golden) {
        Rewrite rewrite = golden.rewriter().rewrite(golden.name(), golden.before());
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
