package faastrace.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackFileTest {
    @TempDir
    Path folder;

    private StackFile read(String text, Map<String, String> variables) throws IOException {
        Files.writeString(folder.resolve("stack.yaml"), text);
        return StackFile.find(folder, Optional.empty(), variables::get).orElseThrow();
    }

    @Test
    void variablesAreSubstitutedInTheWholeTextBeforeItIsParsed() throws IOException {
        StackFile stack = read(
                """
                configuration:
                  templates:
                    - name: ${NAME,,}
                      source: ${SOURCE}
                ${REST}
                """,
                Map.of("NAME", "Python3", "SOURCE", "/srv/templates#v1", "REST", "functions: {f: {lang: python3}}"));
        assertThat(StackTemplate.of(stack))
                .isEqualTo(List.of(new StackTemplate("python3", Optional.of("/srv/templates#v1"))));
        assertThat(stack.content()
                        .require("functions")
                        .require("f")
                        .require("lang")
                        .text())
                .isEqualTo("python3");
    }

    @Test
    void aCommentIsPartOfTheText() {
        assertThatThrownBy(() -> read("a: 1\n# write ${X-1} here\n", Map.of()))
                .isInstanceOf(Problem.class)
                .hasMessageStartingWith("stack.yaml:2:9: ");
    }

    @Test
    void messagesSayWhereVariablesMovedTheLines() {
        assertThatThrownBy(() -> read("a: ${X}\nb: [\n", Map.of("X", "1"))).hasMessageStartingWith("stack.yaml:3:1: ");
        assertThatThrownBy(() -> read("a: ${X}\nb: [\n", Map.of("X", "|\n  1\n  2")))
                .hasMessageStartingWith("stack.yaml (with its variables substituted):5:1: ");
    }

    @Test
    void yamlComesBeforeYmlAndAGivenFileBeforeBoth() throws IOException {
        Files.writeString(folder.resolve("stack.yml"), "a: yml");
        Files.writeString(folder.resolve("mine.yaml"), "a: mine");
        assertThat(StackFile.find(folder, Optional.empty()).orElseThrow().name())
                .isEqualTo("stack.yml");
        assertThat(read("a: yaml", Map.of()).name()).isEqualTo("stack.yaml");
        assertThat(StackFile.find(folder, Optional.of(Path.of("mine.yaml")))
                        .orElseThrow()
                        .name())
                .isEqualTo("mine.yaml");
    }

    @Test
    void onlyAPlainFileOfBoundedSizeIsRead() throws IOException {
        Files.createSymbolicLink(folder.resolve("stack.yaml"), Path.of("/dev/zero"));
        assertThatThrownBy(() -> StackTemplate.read(folder, null)).hasMessageContaining("plain file");
        assertThatThrownBy(() -> StackFile.find(folder, Optional.of(Path.of("https://example.com/stack.yaml"))))
                .hasMessageContaining("only from disk");
    }
}
