package faastrace.ci;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import faastrace.cli.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the steps of action.yml on a checkout like that of a workflow. */
class ActionIT {
    @TempDir
    Path folder;

    private Sandbox sandbox;

    @BeforeEach
    void templatesUpstream() {
        Means.require("bash", "git");
        sandbox = Workflow.repository(folder, "python-debian", "go-middleware");
    }

    private Workflow action() throws IOException {
        Path jar = Workflow.jar(folder.resolve("faas-trace.jar"));
        return new Workflow(sandbox.project(), folder.resolve("runner"), Path.of("")).with("jar", jar.toString());
    }

    @Test
    void itPatchesAndAnnotatesEachFileThatChanges() throws Exception {
        Workflow.Result result = action().run();
        assertThat(result.code()).as(result.log()).isZero();
        assertThat(sandbox.read("template/go-middleware/Dockerfile")).contains("faas-trace-go");
        assertThat(result.log())
                .containsPattern("::notice file=\\./template/go-middleware/Dockerfile,line=\\d+,title=faas-trace::")
                .contains("::notice file=./template/python-debian/Dockerfile,line=")
                .contains("other new or changed files: ");
        assertThat(result.summary()).contains("```diff\n", "+++ b/template/go-middleware/Dockerfile");
        assertThat(result.outputs()).containsEntry("changed", "true");
        assertThat(Path.of(result.outputs().get("diff"))).content().startsWith("diff --git ");
    }

    @Test
    void whatItSaysWillChangeIsWhatChanges() throws Exception {
        Workflow.Result check = action().with("mode", "check").run();
        assertThat(check.code()).isEqualTo(1);
        assertThat(check.log()).contains("::error title=faas-trace::go-middleware: ");
        assertThat(sandbox.project().resolve("template")).doesNotExist();
        Workflow.Result patched = action().run();
        assertThat(patched.summary()).isEqualTo(check.summary());
        Workflow.Result again = action().run();
        assertThat(again.outputs()).containsEntry("changed", "false");
        assertThat(again.summary()).contains("Nothing to patch");
        assertThat(action().with("mode", "check").run().code()).isZero();
    }

    @Test
    void aLockThatTellsTheTruthIsGreenOnACleanCheckoutAndOneThatDoesNotIsRed() throws Exception {
        assertThat(sandbox.run("patch").code()).isZero();
        Sandbox.delete(sandbox.project().resolve("template"));
        Sandbox.delete(sandbox.project().resolve(".faas-trace"));
        assertThat(action().with("mode", "check").run().code()).isZero();
        sandbox.write("faas-trace.yaml", "window: 7\n");
        Workflow.Result check = action().with("mode", "check").run();
        assertThat(check.code()).isEqualTo(1);
        assertThat(check.log()).contains("::error title=faas-trace::").contains("faas-trace.lock would change");
        Workflow.Result patch = action().run();
        assertThat(patch.code()).isEqualTo(1);
        assertThat(patch.log()).contains("::error title=faas-trace::not patched");
    }

    @Test
    void argumentsAreOneALineAndNothingInThemIsRun() throws Exception {
        Workflow.Result one =
                action().with("args", "go-middleware\n--window\n7\n").run();
        assertThat(one.code()).as(one.log()).isZero();
        assertThat(sandbox.template("python-debian").resolve("faas-trace")).doesNotExist();
        assertThat(sandbox.read("template/go-middleware/Dockerfile")).contains("FAAS_TRACE_WINDOW=\"7\"");
        Path mark = folder.resolve("mark");
        Workflow.Result hostile = action().with("args", "$(touch " + mark + ")\n`touch " + mark + "`; touch " + mark)
                .run();
        assertThat(hostile.code()).isEqualTo(2);
        assertThat(mark).doesNotExist();
    }

    @Test
    void aHostileCheckoutIsRefusedByNameAndNothingInItIsDone() throws Exception {
        for (Map.Entry<String, String> one : Map.of(
                        ".faas-trace/journal",
                        "/dev/zero",
                        "faas-trace.lock",
                        "/dev/zero",
                        "template/go-middleware",
                        "/etc")
                .entrySet()) {
            Path link = sandbox.project().resolve(one.getKey());
            Files.createDirectories(link.getParent());
            Files.createSymbolicLink(link, Path.of(one.getValue()));
            for (String mode : List.of("check", "patch")) {
                Workflow.Result result = action().with("mode", mode).run();
                assertThat(result.code()).as(one.getKey() + result.log()).isEqualTo(2);
                assertThat(result.log()).contains(one.getKey());
                assertThat(sandbox.project().resolve("template/python-debian")).doesNotExist();
            }
            Files.delete(link);
            Sandbox.delete(sandbox.project().resolve(".faas-trace"));
            Sandbox.delete(sandbox.project().resolve("template"));
        }
    }

    @Test
    void whatStandsInATemplateIsNoCommandToTheRunner() throws Exception {
        Path dockerfile = sandbox.upstream().resolve("template/go-middleware/Dockerfile");
        String text = Files.readString(dockerfile);
        String anchor = "RUN test -z ";
        assertThat(text).contains(anchor);
        Files.writeString(dockerfile, text.replace(anchor, "RUN : \\\n ::error::forged \\\n ```\n" + anchor));
        sandbox.commit();
        Workflow.Result result = action().run();
        assertThat(result.code()).as(result.log()).isZero();
        assertThat(outsideOfStops(result.log())).noneMatch(line -> line.contains("forged"));
        assertThat(result.summary().lines().filter(line -> line.startsWith("```")))
                .as("the fence is longer than those in the diff")
                .allMatch(line -> line.startsWith("``````"));
    }

    /** The runner also executes commands in its older syntax, which can be anywhere in a line. */
    @Test
    void noNameIsACommandToTheRunnerEither() throws Exception {
        String name = "x ##[set-output name=changed;]forged";
        sandbox.local("python-debian", name);
        Workflow.Result check =
                action().with("mode", "check").with("args", name).run();
        assertThat(check.code()).as(check.log()).isEqualTo(1);
        assertThat(outsideOfStops(check.log()))
                .anyMatch(line -> line.startsWith("::error title=faas-trace::" + name))
                .noneMatch(line -> line.contains("##[") && !line.startsWith("::"));
        Workflow.Result patch = action().with("args", name).run();
        assertThat(outsideOfStops(patch.log())).noneMatch(line -> line.contains("##[") && !line.startsWith("::"));
    }

    @Test
    void wrongInputsAreNamed() throws Exception {
        Workflow.Result mode = action().with("mode", "apply").run();
        assertThat(mode.code()).isEqualTo(2);
        assertThat(mode.log())
                .contains("::error title=faas-trace::mode is apply; it can be patch, check, install or compare");
        Workflow.Result path =
                action().with("path", "no%where\n::error::forged").run();
        assertThat(path.code()).isEqualTo(2);
        assertThat(path.log()).contains("there is no folder no%25where%0A::error::forged");
        assertThat(action().with("jar", "/nowhere.jar").run().log()).contains("there is no /nowhere.jar");
    }

    @Test
    void noScriptHasAnExpressionInIt() throws IOException {
        for (Object each : Workflow.steps()) {
            Map<?, ?> step = Workflow.map(each);
            assertThat(String.valueOf(step.get("run"))).doesNotContain("${{");
            assertThat(step.containsKey("run")).isEqualTo(step.containsKey("shell"));
        }
    }

    @Test
    void theJarOfAnEarlierRunIsKnownByItsSources() throws Exception {
        Workflow action = new Workflow(sandbox.project(), folder.resolve("runner"), Path.of(""));
        Path home = folder.resolve("runner");
        // The first step prints the checksum. If there is a jar for it in the cache, the action uses that jar and
        // builds nothing.
        String sum = sum(home);
        Path cached = Files.createDirectories(home.resolve(".cache/faas-trace/" + sum));
        Workflow.jar(cached.resolve("faas-trace.jar"));
        Workflow.Result result = action.run();
        assertThat(result.code()).as(result.log()).isZero();
        assertThat(result.log()).doesNotContain("building");
        assertThat(sandbox.read("template/go-middleware/Dockerfile")).contains("faas-trace-go");
    }

    private static String sum(Path home) throws Exception {
        Path output = Files.createTempFile(home, "output", "");
        ProcessBuilder builder = new ProcessBuilder("src/ci/github.sh", "sources");
        builder.environment().put("GITHUB_OUTPUT", output.toString());
        assertThat(builder.start().waitFor()).isZero();
        String line = Files.readString(output).strip();
        assertThat(line).matches("sum=[0-9a-f]{40}");
        return line.substring("sum=".length());
    }

    private static List<String> outsideOfStops(String log) {
        List<String> lines = new ArrayList<>();
        String token = null;
        for (String line : log.lines().toList()) {
            if (token != null) {
                token = line.equals("::" + token + "::") ? null : token;
            } else if (line.startsWith("::stop-commands::")) {
                token = line.substring("::stop-commands::".length());
            } else {
                lines.add(line);
            }
        }
        return lines;
    }
}
