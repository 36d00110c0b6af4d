package faastrace;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.overlay.Overlay;
import faastrace.overlay.Overlays;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checks that the files that overlays add to a template work with the oldest language versions that the overlays
 * declare.
 */
class OldestVersionsIT {
    @TempDir
    Path directory;

    @TestFactory
    Stream<DynamicTest> eachFilePassesTheOldestCompilerOfItsLanguage() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Overlay overlay : Overlays.builtIn().all()) {
            for (OldLanguage language : languages(overlay)) {
                for (String version : overlay.oldest().get(language.word())) {
                    String title = overlay.name() + ": " + language.word() + " " + version;
                    tests.add(DynamicTest.dynamicTest(title, () -> check(overlay, language, version)));
                }
            }
        }
        assertThat(tests).isNotEmpty();
        return tests.stream();
    }

    /** The languages of the overlay's files. */
    private static List<OldLanguage> languages(Overlay overlay) {
        return Arrays.stream(OldLanguage.values())
                .filter(language -> overlay.texts().keySet().stream().anyMatch(language::isOf))
                .toList();
    }

    private void check(Overlay overlay, OldLanguage language, String version) throws Exception {
        Path scratch = Files.createTempDirectory(directory, "scratch");
        List<Path> files = new ArrayList<>();
        for (String file : overlay.texts().keySet()) {
            if (language.isOf(file)) {
                files.add(write(overlay, file, Files.createDirectories(scratch.resolve("source"))));
            }
        }
        language.check(version, files, scratch);
    }

    private static Path write(Overlay overlay, String file, Path folder) throws IOException {
        String text = new String(overlay.texts().get(file), StandardCharsets.UTF_8);
        boolean rendered = file.endsWith(".ftl");
        return Files.writeString(
                folder.resolve(rendered ? file.substring(0, file.length() - 4) : file),
                rendered ? overlay.render(file, text, Map.of("package", "hook")) : text);
    }

    @Test
    void eachOverlayThatAddsProgramsNamesTheOldestVersionOfTheirLanguage() {
        for (Overlay overlay : Overlays.builtIn().all()) {
            assertThat(overlay.oldest().keySet())
                    .as(overlay.name())
                    .containsAll(
                            languages(overlay).stream().map(OldLanguage::word).toList());
        }
    }
}
