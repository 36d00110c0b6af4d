package faastrace.demo;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import faastrace.cli.Sandbox;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests what the demo reports if something is missing. */
class DemoRecipeTest {
    @TempDir
    Path folder;

    @Test
    void eitherOfTwoProgramsWillDo() {
        assertThat(DemoRecipe.missing(Map.of("no-such-program|sh", "dash"))).isEmpty();
        assertThat(DemoRecipe.missing(Map.of("no-such-program|nor-this", "this or that")))
                .containsExactly(
                        "there is neither no-such-program nor nor-this on this machine; install the package this or that");
        assertThat(DemoRecipe.missing(Map.of("no-such-program", "it")))
                .containsExactly("there is no no-such-program on this machine; install the package it");
    }

    @ParameterizedTest
    @CsvSource({
        "pi-python, handler.py, ^def (\\w+), py::%s:/f/handler.py, handle|through_file",
        "pi-go, handler.go, ^func (\\w+), handler/function.%s, Handle|digitsAskedFor|throughFile",
        "pi-node, handler.js, ^function (\\w+), %s /f/function/handler.js:9:16, throughFile",
    })
    void everyFunctionOfTheSourceThatComputesCounts(
            String name, String source, Pattern function, String frame, String others) throws IOException {
        DemoRecipe recipe = recipe(name);
        String text = Files.readString(Path.of("examples/functions", name, source));
        List<String> functions = Pattern.compile(function.pattern(), Pattern.MULTILINE)
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(functions).hasSizeGreaterThan(5);
        for (String each : functions) {
            assertThat(recipe.inside()
                            .orElseThrow()
                            .matcher(String.format(frame, each))
                            .find())
                    .as(each)
                    .isEqualTo(!each.matches(others));
        }
    }

    @Test
    void whatCannotBeBuiltLeavesTheOthersAlone() throws IOException {
        Means.require("perf");
        Path root = folder.resolve("demo");
        assertThat(Sandbox.in(folder)
                        .run("demo", "--no-run", "--dir", root.toString())
                        .code())
                .isZero();
        DemoRecipe broken = new DemoRecipe(
                "pi-go",
                "1",
                Map.of(),
                List.of("false"),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        StringWriter out = new StringWriter();
        List<DemoRecipe> both = List.of(broken, recipe("pi-shell"));
        try (DemoFunctions functions = DemoFunctions.start(root, DemoFiles.read(), both, 9)) {
            functions.request(1, new PrintWriter(out, true));
            assertThat(functions.leftOut()).containsOnlyKeys(broken);
            assertThat(functions.leftOut().get(broken)).hasMessageContaining("pi-go: its build failed; look at");
        }
        assertThat(out.toString()).contains("pi-shell-1: 3.14").doesNotContain("pi-go");
    }

    private static DemoRecipe recipe(String name) {
        return DemoFiles.read().recipes().stream()
                .filter(recipe -> recipe.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
