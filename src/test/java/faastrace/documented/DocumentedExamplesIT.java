package faastrace.documented;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the shell examples of all pages as written. The examples of a page run one after another in the page's own
 * folder.
 */
class DocumentedExamplesIT {
    @TempDir
    private Path folder;

    static Stream<Page> pages() {
        return Page.all().stream().filter(Page::hasExamples);
    }

    private static Stream<Block> blocks() {
        return pages().flatMap(page -> page.blocks().stream()).filter(Block::isShell);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void theExamplesOfAPageWorkInItsOrder(Page page) throws IOException {
        Means.require("bash", "git", "curl", "python3");
        Means.require(Rules.NEEDS.getOrDefault(page.name(), List.of()).toArray(String[]::new));
        if (Rules.ROOT.contains(page.name())) {
            Means.requireRoot();
        }
        try (Stage stage = new Stage(folder.toRealPath(), page.name())) {
            stage.prepare();
            String printed = "";
            for (Block block : page.blocks()) {
                if (block.isShell()) {
                    printed = stage.run(block);
                } else if (Rules.PRINTED.contains(block.first())) {
                    Stage.shows(block + " is shown, and this was printed:\n" + printed, printed, block.lines());
                }
            }
            stage.inspect();
        }
    }

    @Test
    void everyRuleIsAboutABlockThatIsThere() {
        assertThat(Rules.NOT_RUN)
                .allSatisfy(exception -> assertThat(blocks()).anyMatch(exception::is))
                .noneMatch(exception -> exception.reason().isBlank());
        assertThat(pages().flatMap(page -> page.blocks().stream()).map(Block::first))
                .containsAll(Rules.PRINTED);
        assertThat(pages().map(Page::name))
                .containsAll(Rules.NEEDS.keySet())
                .containsAll(Rules.ROOT)
                .containsAll(Rules.CLUSTER)
                .containsAll(Rules.BEFORE.keySet())
                .containsAll(Rules.AFTER.keySet());
    }

    @Test
    void everyStandInStandsForACommandOfThePages() throws IOException {
        Set<String> words = new HashSet<>();
        blocks().forEach(block -> words.addAll(List.of(block.text().split("[\\s|;&()\"]+"))));
        try (Stream<Path> files = Files.list(Stage.STAND_INS)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> !Stage.HELPERS.contains(name)))
                    .allMatch(words::contains);
        }
    }

    @Test
    void everyShellBlockIsFound() throws IOException {
        for (Page page : Page.all()) {
            String text = Files.readString(Path.of(page.name()));
            long fences = text.lines()
                    .filter(line -> line.matches(" *```(sh|bash|shell|console|zsh)"))
                    .count();
            assertThat(page.blocks().stream().filter(Block::isShell))
                    .as(page.name())
                    .hasSize((int) fences);
        }
    }
}
