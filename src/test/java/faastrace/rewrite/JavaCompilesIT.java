package faastrace.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that the Java code that overlays add or change compiles without warnings. */
class JavaCompilesIT {
    @TempDir
    Path directory;

    private static List<Path> sources(Path folder) throws Exception {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    private void compile(String release, List<Path> sources) {
        List<String> words = new ArrayList<>(List.of("--release", release, "-Xlint:all,-options", "-Werror"));
        words.addAll(List.of("-d", directory.resolve("classes").toString()));
        sources.forEach(source -> words.add(source.toString()));
        java.io.ByteArrayOutputStream said = new java.io.ByteArrayOutputStream();
        int code = ToolProvider.getSystemJavaCompiler().run(null, said, said, words.toArray(String[]::new));
        assertThat(code).as(said.toString()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"11", "17"})
    void theHookIsForNewerVersionsToo(String release) throws Exception {
        compile(release, sources(Path.of("template-overlays/java-runtime")));
    }
}
