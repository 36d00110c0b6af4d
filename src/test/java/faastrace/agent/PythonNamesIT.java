package faastrace.agent;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Checks that the agent turns on Python's frame names only after a successful trial run of the function's interpreter.
 * With frame names, some releases of Python crash in forked processes. The tests use the machine's interpreter with
 * fake build information.
 */
@Timeout(120)
class PythonNamesIT {
    private static final Path FRAGMENT =
            Path.of("template-overlays/python-runtime/python.sh").toAbsolutePath();
    private static final String SAY = "echo \"${PYTHONPERFSUPPORT-unset}\"; ";

    @TempDir
    Path directory;

    private Path runtimes;

    @BeforeEach
    void copyFragment() throws IOException {
        runtimes = Files.createDirectory(directory.resolve("runtime.d"));
        Files.copy(FRAGMENT, runtimes.resolve("python.sh"));
    }

    /**
     * Creates an interpreter that claims to support frame names and logs each of its starts.
     *
     * @param atItsTrial shell code to run when the interpreter is started with frame names
     */
    private Path interpreter(String name, String atItsTrial) throws IOException {
        Path file = directory.resolve(name);
        Files.writeString(file, """
                #!/bin/sh
                echo "$0" >>'%s/starts'
                case $* in *sysconfig*) echo 3.98.7 && exit ;; esac
                [ "${PYTHONPERFSUPPORT-}" = 1 ] || exit 9
                %s
                exec /usr/bin/python3 "$@"
                """.formatted(directory, atItsTrial));
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    private List<String> starts() throws IOException {
        Path starts = directory.resolve("starts");
        return Files.exists(starts) ? Files.readAllLines(starts) : List.of();
    }

    /** Tries out an interpreter, as the image's build does. */
    private void settle(Path interpreter) throws Exception {
        Process process = new ProcessBuilder(
                        "sh", runtimes.resolve("python.sh").toString(), "settle", interpreter.toString())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
    }

    /** Runs a function. Returns the value of PYTHONPERFSUPPORT that the function sees, followed by the agent's log. */
    private List<String> said(String process, String... variables) throws Exception {
        Means.require("perf", "python3");
        Map<String, String> settings = new HashMap<>(Map.of("mode", "http", "fprocess", process));
        settings.put("FAAS_TRACE_RUNTIME_DIR", runtimes.toString());
        settings.put("PATH", directory + ":" + System.getenv("PATH"));
        for (int i = 0; i < variables.length; i += 2) {
            settings.put(variables[i], variables[i + 1]);
        }
        try (Agent agent = new Agent(directory, "sh", settings, "sh", "-c", SAY + Agent.UNTIL_ARMED)) {
            assertThat(agent.exitCode()).isZero();
            return List.of(agent.output().strip(), agent.log().strip());
        }
    }

    @Test
    void oneThatSurvivesTheTrialNamesItsFrames() throws Exception {
        settle(interpreter("python3", ""));
        assertThat(said("python3 index.py")).containsExactly("1", "");
    }

    /** Simulates the crash: the interpreter works, but each process that it forks ends at once. */
    @ParameterizedTest
    @ValueSource(strings = {"os.kill(os.getpid(), signal.SIGSEGV)", "os._exit(1)"})
    void oneWhoseForkedProcessesCrashDoesNotAndTheLogSaysSo(String end) throws Exception {
        Path site = Files.createDirectory(directory.resolve("site"));
        Files.writeString(
                site.resolve("sitecustomize.py"),
                "import os, signal\nos.register_at_fork(after_in_child=lambda: " + end + ")\n");
        settle(interpreter("python3", "export PYTHONPATH='" + site + "'"));
        List<String> said = said("python3 index.py");
        assertThat(said.get(0)).isEqualTo("unset");
        assertThat(said.get(1))
                .hasLineCount(1)
                .startsWith("faas-trace: native frames only: ")
                .contains("Python 3.98.7 crash");
    }

    @Test
    void oneThatCrashesItselfDoesNot() throws Exception {
        settle(interpreter("python3", "kill -SEGV $$"));
        assertThat(said("python3 index.py").get(0)).isEqualTo("unset");
    }

    @Test
    void theTrialIsMadeOnceWhenTheImageIsBuilt() throws Exception {
        settle(interpreter("python3", ""));
        int before = starts().size();
        said("python3 index.py");
        said("python3 index.py");
        assertThat(before).isPositive();
        assertThat(starts()).hasSize(before);
    }

    @Test
    void anInterpreterThatWasNotTriedThenIsTriedWhenTheFunctionStarts() throws Exception {
        settle(interpreter("python3", "exit 1"));
        Path other = interpreter("python3.98", "");
        assertThat(said("python3.98 index.py")).containsExactly("1", "");
        assertThat(starts()).contains(other.toString());
    }

    @Test
    void aServerRunsOnTheInterpreterThatItsScriptNames() throws Exception {
        settle(interpreter("python3", "exit 1"));
        Path other = interpreter("python3.98", "");
        Path server = Files.writeString(directory.resolve("gunicorn"), "#!" + other + " -E\n");
        assertThat(server.toFile().setExecutable(true)).isTrue();
        assertThat(said("gunicorn main:app")).containsExactly("1", "");
    }

    @Test
    void aTrialThatHangsHoldsTheFunctionUpNoLongerThanItsLimit() throws Exception {
        interpreter("python3", "exec sleep 100");
        assertThat(said("python3 index.py").get(0)).isEqualTo("unset");
    }

    @Test
    void whatSomebodySetStaysAndNothingIsTried() throws Exception {
        interpreter("python3", "exit 1");
        assertThat(said("python3 index.py", "PYTHONPERFSUPPORT", "1")).containsExactly("1", "");
        assertThat(starts()).isEmpty();
    }

    @Test
    void theTrialLeavesNoMapBehind() throws Exception {
        settle(interpreter("python3", "echo $$ >'" + directory + "/pid'; : >\"/tmp/perf-$$.map\""));
        String pid = Files.readString(directory.resolve("pid")).strip();
        assertThat(Path.of("/tmp/perf-" + pid + ".map")).doesNotExist();
    }
}
