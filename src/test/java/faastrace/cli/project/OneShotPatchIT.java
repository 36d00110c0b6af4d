package faastrace.cli.project;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.cli.Sandbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs a single command in a function repository whose templates have not been pulled. */
class OneShotPatchIT {
    private static final List<String> NAMES = Sandbox.golden();

    @TempDir
    Path folder;

    private Sandbox sandbox;

    @BeforeEach
    void templatesUpstreamOnly() {
        sandbox = Sandbox.in(folder);
        NAMES.forEach(name -> sandbox.upstream(name, name));
        sandbox.stack(NAMES.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void oneCommandPullsAndPatchesAndTheNextFindsNothingToDo(String lineEnd) throws IOException {
        convert(lineEnd);
        String commit = sandbox.commit();
        Sandbox.Result first = sandbox.run("patch");
        assertThat(first.code()).as(first.err()).isZero();
        for (String name : NAMES) {
            assertThat(first.out()).containsPattern("(?m)^patched +" + name + " +(invocation|process) ");
        }
        assertThat(first.err()).contains(NAMES.size() + " traced.");
        assertThat(sandbox.read("faas-trace.lock")).containsPattern("commit: '?" + commit + "'?\n");
        assertThat(sandbox.read(".faas-trace/.gitignore")).isEqualTo("*\n");

        Map<String, String> before = sandbox.snapshot();
        Sandbox.Result second = sandbox.run("patch");
        assertThat(second.code()).isZero();
        assertThat(second.out().lines().filter(line -> !line.startsWith("  ")).toList())
                .hasSize(NAMES.size())
                .allSatisfy(line -> assertThat(line).startsWith("unchanged"));
        assertThat(sandbox.snapshot()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void revertBringsBackEveryByteAndRunBit(String lineEnd) throws IOException {
        convert(lineEnd);
        Path script = sandbox.upstream().resolve("template/classic-user-flips/index.php");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        sandbox.commit();
        assertThat(sandbox.run("template", "pull", "stack").code()).isZero();
        Map<String, String> pulled = Sandbox.snapshot(sandbox.project().resolve("template"));
        assertThat(pulled.get("classic-user-flips/index.php")).startsWith("x ");
        assertThat(sandbox.run("patch").code()).isZero();
        assertThat(Sandbox.snapshot(sandbox.project().resolve("template"))).isNotEqualTo(pulled);

        Sandbox.Result reverted = sandbox.run("revert");
        assertThat(reverted.code()).as(reverted.err()).isZero();
        assertThat(reverted.out().lines()).isNotEmpty().allMatch(line -> line.matches("reverted +[\\w-]+"));
        assertThat(Sandbox.snapshot(sandbox.project().resolve("template"))).isEqualTo(pulled);
        assertThat(sandbox.project().resolve("faas-trace.lock")).doesNotExist();
        assertThat(sandbox.run("revert").err()).contains("Nothing here is patched.");
        assertThat(sandbox.run("status")
                        .out()
                        .lines()
                        .filter(line -> !line.startsWith("  "))
                        .toList())
                .allSatisfy(line -> assertThat(line).startsWith("untouched"));
    }

    @Test
    void addedTextHasTheLineEndsOfTheFileItGoesInto() throws IOException {
        convert("\r\n");
        sandbox.commit();
        assertThat(sandbox.run("patch").code()).isZero();
        for (String name : NAMES) {
            String settings = sandbox.read("template/" + name + "/template.yml");
            assertThat(settings.replace("\r\n", "")).doesNotContain("\n").doesNotContain("\r");
        }
        assertThat(sandbox.read("template/python-debian/faas-trace/faas-trace-agent"))
                .doesNotContain("\r");
    }

    @Test
    void oneNamedTemplateIsPatchedAndRevertedAlone() {
        sandbox.commit();
        assertThat(sandbox.run("patch").code()).isZero();
        assertThat(sandbox.run("revert", "template/go-middleware/").code()).isZero();
        assertThat(sandbox.run("status").out())
                .containsPattern("untouched +go-middleware")
                .containsPattern("patched +python-debian");
        assertThat(sandbox.run("patch", "go-middleware").out().strip().lines()).hasSize(1);
        assertThat(sandbox.run("status", "--check").code()).isZero();
    }

    @Test
    void aLockThatNamesNeitherRefNorCommitStandsForTheDefaultBranch() {
        sandbox.commit();
        assertThat(sandbox.run("patch", "go-middleware").code()).isZero();
        String lock = sandbox.read("faas-trace.lock");
        sandbox.write("faas-trace.lock", lock.replaceAll("(?m)^ *(ref|commit): .*\n", ""));
        Sandbox.delete(sandbox.project().resolve("template"));
        Sandbox.Result again = sandbox.run("patch", "go-middleware");
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(sandbox.template("go-middleware")).isDirectory();
    }

    private void convert(String lineEnd) throws IOException {
        if (lineEnd.equals("\n")) {
            return;
        }
        try (Stream<Path> files = Files.walk(sandbox.upstream().resolve("template"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file, StandardCharsets.UTF_8);
                Files.writeString(file, text.replace("\r\n", "\n").replace("\n", lineEnd));
            }
        }
    }
}
