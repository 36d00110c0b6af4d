package faastrace.tryout.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests what faas-trace reads in a stack file about the function to try. */
class TriedFunctionTest {
    @TempDir
    Path root;

    private TriedFunction read(String function) throws IOException {
        Files.writeString(root.resolve("stack.yaml"), "functions:\n  pi:\n" + function.indent(4));
        Files.createDirectories(root.resolve("code"));
        return TriedFunction.find(root, Optional.empty(), "pi");
    }

    @Test
    void environmentFilesComeAfterTheFunctionsOwnEnvironment() throws Exception {
        Files.writeString(root.resolve("more.yml"), "environment: {b: file, c: 3}\n");
        TriedFunction function = read("""
                lang: go
                handler: ./code
                environment: {a: '1', b: own, port: 9000}
                environment_file: [more.yml]
                secrets: [key]
                """);
        assertThat(function.environment()).containsAllEntriesOf(Map.of("a", "1", "b", "file", "c", "3"));
        assertThat(function.port()).isEqualTo("9000");
        assertThat(function.secrets()).isEqualTo(List.of("key"));
    }

    @Test
    void whatCantBeBuiltIsAProblemWithItsPlace() {
        assertThatThrownBy(() -> read("handler: ./code")).hasMessageContaining("no lang");
        assertThatThrownBy(() -> read("lang: go")).hasMessageContaining("no handler");
        assertThatThrownBy(() -> read("lang: go\nhandler: ./gone"))
                .hasMessageContaining("stack.yaml:4:14")
                .hasMessageContaining("there is no folder ./gone");
        assertThatThrownBy(() -> read("lang: go\nhandler: ./code\nenvironment: {'a b': c}"))
                .hasMessageContaining("is not a valid name for an environment variable");
    }
}
