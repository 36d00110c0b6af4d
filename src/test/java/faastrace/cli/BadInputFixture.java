package faastrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Runs commands that must fail in a project with one pulled template. */
abstract class BadInputFixture {
    @TempDir
    Path folder;

    Sandbox sandbox;

    @BeforeEach
    void aPulledTemplate() {
        sandbox = Sandbox.in(folder).upstream("go-middleware", "go").stack("go");
        sandbox.commit();
        assertThat(sandbox.run("template", "pull", "stack").code()).isZero();
    }

    void source(String source) {
        Sandbox.delete(sandbox.project().resolve("template"));
        sandbox.write(
                "stack.yaml",
                "functions: {f: {lang: go}}\nconfiguration: {templates: [{name: go, source: '" + source + "'}]}");
    }

    Sandbox.Result fails(String where, String... command) {
        return fails(sandbox, where, command);
    }

    static Sandbox.Result fails(Sandbox sandbox, String where, String... command) {
        Map<String, String> before = withoutOwnFolder(sandbox);
        Sandbox.Result result = sandbox.run(command);
        assertThat(result.code()).as(result.err()).isEqualTo(2);
        assertThat(result.err()).contains("error: ", "cure: ", where).doesNotContain("\tat ", "Exception");
        assertThat(withoutOwnFolder(sandbox)).isEqualTo(before);
        return result;
    }

    static Map<String, String> withoutOwnFolder(Sandbox sandbox) {
        Map<String, String> tree = sandbox.snapshot();
        tree.keySet().removeIf(path -> path.startsWith(".faas-trace"));
        return tree;
    }

    void restore(Map<String, String> before, String file) {
        try {
            Path path = sandbox.project().resolve(file);
            Files.delete(path);
            if (before.containsKey(file)) {
                Files.write(
                        path,
                        java.util.Base64.getDecoder().decode(before.get(file).substring(2)));
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
