package faastrace.ci;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import faastrace.trace.call.SyntheticCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** Runs the check for slower functions: the action's mode compare, the job for GitLab, and the script that records. */
class CompareGateIT {
    /** A stand-in for faas-trace try: its trace depends on a file of the function. */
    private static final String TRY = """
            #!/bin/sh
            [ "$1 $3 $5 $6" = "try --requests --stop --dir" ] && [ -f stack.yaml ] || exit 9
            mkdir -p "$7/$2"
            n=$(ls "$7/$2" | wc -l)
            sed "s/id=c/id=$n-/" "TRACES/$(cat speed)" >"$7/$2/$n.perf"
            """;

    @TempDir
    Path folder;

    private Path project;
    private Path bin;

    @BeforeEach
    void traces() throws IOException {
        Means.require("bash", "git");
        project = Files.createDirectories(folder.resolve("project"));
        bin = Files.createDirectories(folder.resolve("bin"));
        Files.writeString(project.resolve("quick"), new SyntheticCalls(1).text());
        Files.writeString(project.resolve("same"), new SyntheticCalls(2).text());
        Files.writeString(
                project.resolve("slow"),
                new SyntheticCalls(3).more("render", 0.3).text());
    }

    private Workflow.Result action(String after, String... inputs) throws Exception {
        Path jar = Workflow.jar(folder.resolve("faas-trace.jar"));
        Workflow workflow = new Workflow(project, folder.resolve("runner"), Path.of(""))
                .with("jar", jar.toString())
                .with("mode", "compare")
                .with("before", "quick")
                .with("after", after);
        for (int i = 0; i < inputs.length; i += 2) {
            workflow.with(inputs[i], inputs[i + 1]);
        }
        return workflow.run();
    }

    @Test
    void theActionFailsIfCallsBecameSlowerAndSaysWhere() throws Exception {
        Workflow.Result slow = action("slow");
        assertThat(slow.code()).as(slow.log()).isEqualTo(1);
        assertThat(slow.log()).contains("\n::error title=faas-trace::CPU time per invocation: ", "%0A+", ": render");
        assertThat(slow.summary())
                .startsWith("### faas-trace: comparison: slower by more than 10 %\n")
                .contains("<code>render</code>");
        assertThat(Path.of(slow.outputs().get("page"))).content().endsWith("</html>\n");
        Workflow.Result same = action("same", "fail-above", "20%", "args", "--measure\nduration");
        assertThat(same.code()).as(same.log()).isZero();
        assertThat(same.log()).contains("\n::notice title=faas-trace::").doesNotContain("::error");
        assertThat(same.summary()).contains("not slower by more than 20 %", "| Duration per invocation | ");
    }

    @Test
    void theActionNamesWhatIsMissing() throws Exception {
        assertThat(action("").log()).contains("::error title=faas-trace::the mode compare needs the inputs before and");
        Workflow.Result limit = action("same", "fail-above", "ten");
        assertThat(limit.code()).isEqualTo(2);
        assertThat(limit.log()).contains("is not a percentage").contains("::error title=faas-trace::");
    }

    @Test
    void bothVersionsAreRecordedInTurnAndComparedOnGitLab() throws Exception {
        commit("quick");
        commit("slow");
        Path stub = bin.resolve("faas-trace");
        Files.writeString(stub, TRY.replace("TRACES", project.toString()));
        assertThat(stub.toFile().setExecutable(true)).isTrue();
        int code = run(
                Map.of("ROUNDS", "2", "PATH", bin + ":" + System.getenv("PATH")),
                Path.of("examples/ci/record.sh").toAbsolutePath().toString(),
                "pi",
                "HEAD~1");
        assertThat(code).as(log()).isZero();
        assertThat(project.resolve("traces/before/pi/1.perf")).content().contains("id=1-199");
        assertThat(project.resolve("traces/after/pi")).isDirectoryContaining(file -> file.endsWith("0.perf"));
        assertThat(job("traces/after/pi")).as(log()).isEqualTo(1);
        assertThat(log()).contains("(400 invocations)", "  render\n", "above the limit of 10 %, and significant");
        assertThat(project.resolve("faas-trace-compare.html")).content().endsWith("</html>\n");
        assertThat(project.resolve("faas-trace-compare.md")).content().contains("<code>render</code>");
        assertThat(job("")).isEqualTo(2);
        assertThat(log()).contains("set FAAS_TRACE_BEFORE and FAAS_TRACE_AFTER");
    }

    private void commit(String speed) throws Exception {
        Files.writeString(project.resolve("speed"), speed);
        Files.writeString(project.resolve("stack.yaml"), "functions: {}\n");
        try (Git git = Git.init().setDirectory(project.toFile()).call()) {
            git.add().addFilepattern("speed").addFilepattern("stack.yaml").call();
            git.commit()
                    .setMessage(speed)
                    .setAuthor("somebody", "somebody@example.com")
                    .setCommitter("somebody", "somebody@example.com")
                    .call();
        }
    }

    /** Runs the last line of the GitLab job's script. The lines before it only fetch faas-trace. */
    private int job(String after) throws Exception {
        Path tool = Files.createDirectories(folder.resolve("tool/src/ci"));
        for (String script : List.of("gitlab.sh", "changes.sh")) {
            Files.copy(
                    Path.of("src/ci", script),
                    tool.resolve(script),
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.COPY_ATTRIBUTES);
        }
        Path jar = Workflow.jar(folder.resolve("faas-trace.jar"));
        Path launcher = folder.resolve("tool/faas-trace");
        Files.writeString(launcher, "#!/bin/sh\nexec java -jar '" + jar + "' \"$@\"\n");
        assertThat(launcher.toFile().setExecutable(true)).isTrue();
        Map<?, ?> file = Workflow.map(new Yaml().load(Files.readString(Path.of("examples/ci/gitlab.yml"))));
        Map<?, ?> job = Workflow.map(file.get(".faas-trace-compare"));
        List<?> script = (List<?>) job.get("script");
        assertThat(script).isEqualTo(Workflow.map(file.get("faas-trace")).get("script"));
        String last = script.get(script.size() - 1).toString();
        return run(
                Map.of(
                        "FAAS_TRACE_MODE",
                        Workflow.map(job.get("variables"))
                                .get("FAAS_TRACE_MODE")
                                .toString(),
                        "FAAS_TRACE_BEFORE",
                        "traces/before/pi",
                        "FAAS_TRACE_AFTER",
                        after),
                "bash",
                "-c",
                last.replace(".faas-trace-ci/tool", folder.resolve("tool").toString()));
    }

    private int run(Map<String, String> environment, String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return builder.directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start()
                .waitFor();
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }
}
