package faastrace.documented;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Tests how pages are parsed, which of their commands are run, and when output matches what a page shows. */
class RulesTest {
    @Test
    void blocksAreFoundInListsToo() {
        List<Block> blocks = Page.blocks(
                "x.md",
                List.of("a", "```sh", "b", "  c", "```", "1. d", "", "   ```console", "   $ e", "   f", "   ```"));
        assertThat(blocks).hasSize(2).extracting(Block::line).containsExactly(2, 8);
        assertThat(blocks.get(0).steps()).containsExactly(new Block.Step("b\n  c\n", List.of()));
        assertThat(blocks.get(1).steps()).containsExactly(new Block.Step("e", List.of("f")));
    }

    @Test
    void onlyAddressesAndFoldersAreReplaced() {
        UnaryOperator<String> replacing = Rules.replacing(1234, 5678, "/stage");
        assertThat(replacing.apply("curl http://192.0.2.7:4141/x http://127.0.0.1:8080/f"))
                .isEqualTo("curl http://127.0.0.1:1234/x http://127.0.0.1:5678/f");
        assertThat(replacing.apply("collect --host 10.62.0.1 --dir /var/lib/stacks"))
                .isEqualTo("collect --host 127.0.0.1 --dir /stage/var/lib/stacks");
        assertThat(replacing.apply("docker run -p 8080:8080 -t registry.example/tmp:4141"))
                .isEqualTo("docker run -p 8080:8080 -t registry.example/tmp:4141");
    }

    @Test
    void aNumberThatIsNotMeasuredHasToBeRight() {
        Stage.shows("x", "a\n3 traced.\n", List.of("3 traced."));
        assertFails("2 traced.\n", "3 traced.");
        Stage.shows("x", "f: 3.14… in 9 ms\n", List.of("f: 3.14… in 73 ms"));
        assertFails("f: 3.14… in 9 s\n", "f: 3.14… in 73 ms");
    }

    @Test
    void linesHaveToComeInTheirOrderAndWhole() {
        Stage.shows("x", "a\nb\nc\n", List.of("a", "c"));
        assertFails("c\na\n", "a", "c");
        assertFails("a\n", "a", "a");
        assertFails("a and more\n", "a");
    }

    private static void assertFails(String printed, String... shown) {
        assertThatThrownBy(() -> Stage.shows("x", printed, List.of(shown)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("The page shows");
    }
}
