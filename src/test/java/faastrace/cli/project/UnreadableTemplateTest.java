package faastrace.cli.project;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.cli.Sandbox;
import faastrace.document.Json;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that a template that can't be read is refused, and that the others are patched all the same. */
class UnreadableTemplateTest {
    private static final String DOCKERFILE =
            "FROM python:3.12-slim\nRUN true\nCOPY . .\nENV mode=http fprocess=\"python index.py\"\nCMD [\"fwatchdog\"]\n";

    @TempDir
    Path folder;

    private Sandbox sandbox;

    @BeforeEach
    void twoTemplates() {
        sandbox = Sandbox.in(folder);
        for (String name : new String[] {"bad", "good"}) {
            sandbox.write("template/" + name + "/Dockerfile", DOCKERFILE);
            sandbox.write("template/" + name + "/template.yml", "language: " + name + "\n");
            sandbox.write("template/" + name + "/index.py", "import flask\n");
        }
    }

    private void breakBy(String damage) throws Exception {
        Path bad = sandbox.project().resolve("template/bad");
        switch (damage) {
            case "large entry" -> grow(bad.resolve("index.py"), 17 << 20);
            case "large Dockerfile" -> grow(bad.resolve("Dockerfile"), 17 << 20);
            case "large template" -> grow(bad.resolve("model.bin"), 257 << 20);
            case "link" -> {
                Files.delete(bad.resolve("Dockerfile"));
                Files.createSymbolicLink(bad.resolve("Dockerfile"), Path.of("index.py"));
            }
            case "pipe" -> {
                Files.delete(bad.resolve("template.yml"));
                new ProcessBuilder("mkfifo", bad.resolve("template.yml").toString())
                        .start()
                        .waitFor();
            }
            default -> sandbox.write("template/bad/template.yml", "a: [\n");
        }
    }

    private static void grow(Path path, long size) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(size);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"large entry", "large Dockerfile", "large template", "link", "pipe", "invalid settings"})
    void theOthersArePatched(String damage) throws Exception {
        breakBy(damage);
        Sandbox.Result patch = sandbox.run("patch");
        assertThat(patch.out())
                .containsPattern("refused +bad .*; .*--leave-out bad")
                .containsPattern("patched +good +invocation");
        assertThat(patch.err()).contains("1 traced, 1 refused").doesNotContain("Exception");
        assertThat(patch.code()).isEqualTo(2);
        assertThat(sandbox.run("patch", "--check").code()).isEqualTo(2);
        assertThat(sandbox.run("patch", "bad").err()).contains("template/bad");
        assertThat(sandbox.run("patch", "--leave-out", "bad").code()).isZero();
    }

    @Test
    void theReasonNamesTheFileTheLimitAndTheCure() throws Exception {
        breakBy("large entry");
        String reason = Json.read(
                        "out",
                        sandbox.run("patch", "--check", "--format", "json").out())
                .require("templates")
                .items()
                .get(0)
                .require("reason")
                .text();
        assertThat(reason)
                .isEqualTo("index.py: is larger than 16 MiB, the limit for text files; make it smaller;"
                        + " or leave the template out with --leave-out bad");
    }

    @Test
    void itsEarlierPatchIsNotForgotten() throws Exception {
        sandbox.run("patch");
        String lock = sandbox.read("faas-trace.lock");
        String settings = sandbox.read("template/bad/template.yml");
        breakBy("invalid settings");
        assertThat(sandbox.run("patch").code()).isEqualTo(2);
        assertThat(sandbox.read("faas-trace.lock")).isEqualTo(lock);
        sandbox.write("template/bad/template.yml", settings);
        assertThat(sandbox.run("patch").code()).isZero();
        assertThat(sandbox.run("revert").code()).isZero();
        assertThat(sandbox.read("template/bad/Dockerfile")).isEqualTo(DOCKERFILE);
    }

    @Test
    void ifNothingCanBeTracedTheCommandFails() {
        for (String name : new String[] {"bad", "good"}) {
            sandbox.write("template/" + name + "/Dockerfile", "FROM scratch\nCMD [\"/fwatchdog\"]\n");
        }
        assertThat(sandbox.run("patch").code()).isEqualTo(2);
        assertThat(sandbox.run("patch", "--check").code()).isEqualTo(2);
        Sandbox.Result diff = sandbox.run("patch", "--dry-run");
        assertThat(diff.code()).isZero();
        assertThat(diff.out()).isEmpty();
        assertThat(diff.err()).contains("good is refused: its image scratch");
        sandbox.write("template/good/Dockerfile", DOCKERFILE);
        assertThat(sandbox.run("patch").code()).isZero();
        assertThat(sandbox.run("patch", "--check").code()).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"faas-trace", "faas-trace/install.sh/own.txt"})
    void aFileThatIsInTheWayRefusesOnlyItsTemplate(String path) {
        sandbox.write("template/bad/" + path, "own\n");
        Sandbox.Result patch = sandbox.run("patch");
        assertThat(patch.out()).containsPattern("refused +bad").containsPattern("patched +good");
        assertThat(patch.code()).isZero();
        assertThat(sandbox.read("template/bad/" + path)).isEqualTo("own\n");
    }
}
