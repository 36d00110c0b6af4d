package faastrace.project.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackTest {
    @TempDir
    Path folder;

    private Stack read(String text) throws IOException {
        Files.writeString(folder.resolve("stack.yaml"), text);
        return Stack.find(folder, Optional.empty()).orElseThrow();
    }

    @Test
    void functionsThatShareABaseAreBuiltFromTheirTemplates() throws IOException {
        Stack stack = read("""
                x-common: &common
                  lang: ruby-http
                  handler: ./common
                x-limits: &limits
                  limits: {memory: 1Gi}
                functions:
                  first:
                    <<: [*limits, *common]
                    image: first
                  second:
                    <<: *common
                    lang: php8
                  third: *common
                """);
        assertThat(stack.languages()).containsExactly("php8", "ruby-http");
        assertThat(stack.functions())
                .containsExactly(
                        new Stack.Function("first", "ruby-http", "./common"),
                        new Stack.Function("second", "php8", "./common"),
                        new Stack.Function("third", "ruby-http", "./common"));
    }

    @Test
    void aTemplateThatIsListedTwiceComesFromTheFirstSource() throws IOException {
        Stack stack = read("configuration: {templates: [{name: a, source: one}, {name: a, source: two}, {name: b}]}\n");
        assertThat(stack.sources()).containsEntry("a", "one").containsEntry("b", "");
    }

    @Test
    void functionsWithoutALanguageAreKnown() throws IOException {
        assertThat(read("functions:\n  a: {handler: ./a}\n  b:\n  c: {lang: ~}\n  d: {lang: 3}\n")
                        .withoutLanguage())
                .containsExactly("a", "b", "c");
    }
}
