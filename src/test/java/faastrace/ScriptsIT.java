package faastrace;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.agent.AssembledAgent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Checks shell scripts and hooks with linters and compilers, and runs the test scripts of the launcher and the
 * examples.
 */
class ScriptsIT {
    @Test
    void everyShellScriptPassesShellcheck() throws Exception {
        Means.require("shellcheck");
        List<String> command = new ArrayList<>(List.of("shellcheck", "--external-sources", "--source-path=SCRIPTDIR"));
        command.addAll(List.of(
                "faas-trace",
                ".ci/run",
                ".ci/alpine",
                ".ci/python",
                ".ci/oldest",
                ".ci/node-frameworks",
                ".ci/speedscope",
                ".ci/seaweedfs",
                ".ci/java-servers",
                ".ci/dotnet",
                ".ci/python-servers",
                "src/test/resources/image/alpine/packages.sh",
                AssembledAgent.file().toString(),
                "template-overlays/java-runtime/build.sh",
                "src/main/resources/doctor.sh",
                "examples/openwhisk/traced-action",
                "examples/check.sh",
                "examples/ci/record.sh",
                "examples/demo-watchdog.sh"));
        try (Stream<Path> standIns = Files.list(Path.of("src/test/sh/documented"))) {
            standIns.map(Path::toString).forEach(command::add);
        }
        for (String folder : List.of("src/bench", "src/ci", "src/package", "src/test/sh")) {
            try (Stream<Path> scripts = Files.list(Path.of(folder))) {
                scripts.map(Path::toString).filter(name -> name.endsWith(".sh")).forEach(command::add);
            }
        }
        passes(command);
    }

    @Test
    void theLauncherKeepsItsPromisesInEveryShell() throws Exception {
        Means.require("dash", "bash");
        for (String shell : List.of("dash", "bash")) {
            passes(List.of("src/test/sh/launcher.sh", shell));
        }
    }

    @Test
    void theExampleFunctionsAgree() throws Exception {
        Means.require("python3", "go", "node");
        ExamplePorts ports = ExamplePorts.hold();
        try {
            passes(List.of("examples/check.sh", "examples/demo-watchdog.sh"));
        } finally {
            ports.close();
        }
    }

    @Test
    void anOpenWhiskActivationIsCalledByItsOwnId() throws Exception {
        Means.require("python3");
        passes(List.of("python3", "-B", "src/test/sh/openwhisk.py"));
    }

    @Test
    void theHooksPassTheirLanguagesCheckers() throws Exception {
        Means.require("gofmt", "node", "ruby");
        passes(List.of("node", "--check", "template-overlays/node-http/faas_trace.js"));
        assertThat(passes(List.of("ruby", "-wc", "template-overlays/ruby-rack/faas_trace.rb")))
                .isEqualTo("Syntax OK\n");
        assertThat(passes(List.of("gofmt", "-l", "template-overlays/go-http"))).isEmpty();
    }

    private static String passes(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("script", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(120, TimeUnit.SECONDS);
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            String said = Files.readString(output, StandardCharsets.UTF_8);
            assertThat(ended).as(command + " ends:\n" + said).isTrue();
            assertThat(process.exitValue()).as(command + ":\n" + said).isZero();
            return said;
        } finally {
            Files.delete(output);
        }
    }
}
