package faastrace.agent.hook.server;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import faastrace.agent.Agent;
import faastrace.agent.Processes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that programs and the processes that they start don't notice the hook in PYTHONPATH. */
@Timeout(60)
class PythonPathIT {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"'', ''", "own, ''", "own, reload"})
    void theProgramSeesItsOwnPathAndItsOwnSitecustomize(String own, String reload) throws Exception {
        Means.require("python3");
        Map<String, String> settings = new HashMap<>(Map.of("reload", reload));
        if (!own.isEmpty()) {
            Path folder = Files.createDirectory(directory.resolve(own));
            Files.writeString(folder.resolve("sitecustomize.py"), "print('loaded')\n");
            settings.put("PYTHONPATH", folder.toString());
        }
        List<String> command =
                List.of("python3", Agent.RESOURCES.resolve("visible.py").toString());
        try (PythonServer plain = new PythonServer(directory.resolve("plain"), false, settings, command);
                PythonServer hooked = new PythonServer(directory.resolve("hooked"), true, settings, command)) {
            assertThat(withoutAddresses(hooked.answer("/", "X-Call-Id: one")))
                    .isEqualTo(withoutAddresses(plain.answer("/")));
            assertThat(Processes.comes(
                            () -> hooked.folder().invocations().stream().anyMatch(line -> line.startsWith("end one "))))
                    .isTrue();
        }
    }

    private static String withoutAddresses(String answer) {
        return answer.replaceAll(" at 0x[0-9a-f]+", "");
    }

    /** Python reports an error in a sitecustomize, and continues. */
    @ParameterizedTest
    @ValueSource(strings = {"raise ValueError('as asked')", "import nothing_of_this_name", "print('fine')", "1 +"})
    void anErrorInTheFunctionsSitecustomizeIsReportedAsWithoutTheHook(String code) throws Exception {
        Means.require("python3");
        Path own = Files.createDirectory(directory.resolve("own"));
        Files.writeString(own.resolve("sitecustomize.py"), code + "\n");
        assertThat(said(PythonServer.HOOK + ":" + own)).isEqualTo(said(own.toString()));
    }

    @Test
    void withoutAnAgentNothingIsLoaded() throws Exception {
        Means.require("python3");
        assertThat(said(PythonServer.HOOK.toString())).doesNotContain("faas").isEqualTo(said(""));
    }

    /** A process that serves only one request does not get the hook. The agent traces it by itself. */
    @ParameterizedTest
    @CsvSource({
        "'', python index.py, '', HOOK, python index.py",
        "'', python index.py, own, HOOK:own, python index.py",
        "'', env PYTHONPATH=a:b python index.py, '', HOOK, env PYTHONPATH=HOOK:a:b python index.py",
        "'', PYTHONPATH= python index.py, '', HOOK, PYTHONPATH=HOOK python index.py",
        "1, env PYTHONPATH=a python index.py, own, own, env PYTHONPATH=a python index.py"
    })
    void theAgentPutsTheHookIntoPythonpath(String byFork, String process, String own, String path, String changed)
            throws Exception {
        Path fragment = Files.createDirectories(directory.resolve("runtime.d")).resolve("python.sh");
        Path hook = Files.createDirectories(directory.resolve("python"));
        Files.copy(PythonServer.HOOK.resolve("python.sh"), fragment);
        Files.createFile(hook.resolve("sitecustomize.py"));
        ProcessBuilder builder = new ProcessBuilder(
                "sh",
                "-c",
                "fragment=$1 by_fork=$2; . \"$1\"; echo $PYTHONPATH, $fprocess",
                "sh",
                "" + fragment,
                byFork);
        builder.environment().putAll(Map.of("PYTHONPERFSUPPORT", "0", "PYTHONPATH", own, "fprocess", process));
        String said = new String(builder.start().getInputStream().readAllBytes());
        assertThat(said.replace(hook.toString(), "HOOK")).isEqualTo(path + ", " + changed + "\n");
    }

    private static String said(String path) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("python3", "-c", "import sys; print(sorted(sys.modules), sys.path)")
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("FAAS_TRACE"));
        builder.environment().putAll(Map.of("PYTHONPATH", path, "PYTHONDONTWRITEBYTECODE", "1"));
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).isZero();
        return said;
    }
}
