package faastrace.ci;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import faastrace.Means;
import faastrace.cli.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** Runs the script of the job in examples/ci/gitlab.yml line by line in a function repository. */
class GitLabIT {
    @TempDir
    Path folder;

    private Sandbox sandbox;
    private Path tool;

    /** Creates a git repository of faas-trace that contains a jar of the classes under test, so no build is needed. */
    @BeforeEach
    void repositories() throws Exception {
        Means.require("bash", "git");
        sandbox = Workflow.repository(folder, "python-debian", "go-middleware");
        tool = Files.createDirectories(folder.resolve("tool"));
        Files.createDirectories(tool.resolve("src/ci"));
        for (String script : List.of("src/ci/gitlab.sh", "src/ci/changes.sh")) {
            Files.copy(Path.of(script), tool.resolve(script));
        }
        Path jar = Workflow.jar(folder.resolve("faas-trace.jar"));
        Path launcher = tool.resolve("faas-trace");
        Files.writeString(launcher, "#!/bin/sh\nexec java -jar '" + jar + "' \"$@\"\n");
        assertThat(launcher.toFile().setExecutable(true)).isTrue();
        try (Git git =
                Git.init().setDirectory(tool.toFile()).setInitialBranch("main").call()) {
            git.add().addFilepattern(".").call();
            git.commit()
                    .setMessage("tool")
                    .setAuthor("somebody", "somebody@example.com")
                    .setCommitter("somebody", "somebody@example.com")
                    .call();
        }
    }

    private int job(Map<String, String> variables) throws IOException, InterruptedException {
        Map<?, ?> file = Workflow.map(new Yaml().load(Files.readString(Path.of("examples/ci/gitlab.yml"))));
        Map<?, ?> job = Workflow.map(file.get("faas-trace"));
        StringBuilder script = new StringBuilder("set -eo pipefail\n");
        ((List<?>) job.get("script")).forEach(line -> script.append(line).append('\n'));
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", script.toString());
        Workflow.map(file.get("variables"))
                .forEach((name, value) -> builder.environment().put(name.toString(), value.toString()));
        builder.environment().putAll(variables);
        return builder.directory(sandbox.project().toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start()
                .waitFor();
    }

    @Test
    void itPatchesAndReportsWhereLinesChange() throws Exception {
        assertThat(job(Map.of("FAAS_TRACE_REPOSITORY", tool.toString())))
                .as(Files.readString(folder.resolve("log")))
                .isZero();
        assertThat(sandbox.read("template/go-middleware/Dockerfile")).contains("faas-trace-go");
        assertThat(sandbox.read("faas-trace.diff")).contains("+++ b/template/go-middleware/Dockerfile");
        JsonNode report = new ObjectMapper().readTree(sandbox.read("gl-code-quality-report.json"));
        assertThat(report).hasSizeGreaterThan(5).allSatisfy(item -> {
            assertThat(item.fieldNames())
                    .toIterable()
                    .containsExactly("description", "check_name", "fingerprint", "severity", "location");
            Path file = sandbox.project().resolve(item.at("/location/path").asText());
            assertThat(file).exists();
            assertThat(item.at("/location/lines/begin").asInt())
                    .isBetween(1, (int) Files.lines(file).count());
        });
        assertThat(report.findValuesAsText("fingerprint")).doesNotHaveDuplicates();
    }

    @Test
    void aCheckWritesNoTemplatesAndFailsWhereSomethingWouldChange() throws Exception {
        assertThat(job(Map.of("FAAS_TRACE_REPOSITORY", tool.toString(), "FAAS_TRACE_MODE", "check")))
                .isEqualTo(1);
        assertThat(sandbox.project().resolve("template")).doesNotExist();
        assertThat(sandbox.read("faas-trace.diff")).isNotEmpty();
    }

    @Test
    void whatIsMissingIsSaid() throws Exception {
        assertThat(job(Map.of())).isEqualTo(2);
        assertThat(folder.resolve("log")).content().contains("Set FAAS_TRACE_REPOSITORY");
    }
}
