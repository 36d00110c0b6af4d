package faastrace.agent;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checks that the function's processes get the same arguments, input, variables, files, signals and limits as without
 * the agent.
 */
@Timeout(120)
class SurroundingsIT {
    private static final Pattern ASSIGNED = Pattern.compile("\\b([a-z_]{2,})=");
    private static final List<String> READ_BY_WATCHDOGS = List.of("mode", "fprocess", "function_process", "port");

    /**
     * Starts a command as in a container: no signal is blocked, standard input is connected, and the variables that
     * shells set do not exist. Shells ignore SIGINT and SIGQUIT in background processes, so SIGINT has its default
     * action here and SIGQUIT is ignored. Three variables contain every byte that a value can contain.
     */
    private static final List<String> LAUNCHER = List.of(
            "/usr/bin/python3",
            "-c",
            "import os, signal, sys; os.umask(0o27); signal.pthread_sigmask(signal.SIG_SETMASK, []);"
                    + "[os.environb.pop(name, None) for name in (b'PWD', b'OLDPWD', b'SHLVL', b'_')];"
                    + "os.environb.update({name: bytes(range(1, 256)) for name in (b'bytes', b'my.bytes', b'BYTES')});"
                    + "[signal.signal(number, signal.SIG_DFL) for number in (signal.SIGPIPE, signal.SIGXFSZ)];"
                    + "signal.signal(signal.SIGINT, signal.SIG_DFL); signal.signal(signal.SIGQUIT, signal.SIG_IGN);"
                    + "os.dup2(os.open('in', os.O_RDONLY), 0); os.execvp(sys.argv[1], sys.argv[1:])");

    @TempDir
    Path directory;

    /** Variables for the function, some with names that the agent might use for its own variables. */
    private static Map<String, String> variables() throws Exception {
        Map<String, String> variables = new HashMap<>();
        ASSIGNED.matcher(Files.readString(Agent.SCRIPT))
                .results()
                .map(result -> result.group(1))
                .filter(name -> !name.startsWith("ft_") && !READ_BY_WATCHDOGS.contains(name))
                .forEach(name -> variables.put(name, "theirs"));
        for (String name : List.of("my.setting", "a-b", "1st", "host", "-u", "IFS")) {
            variables.put(name, "it's \\ $HOME `id`\n\tand more\n\n");
        }
        variables.put("OPTIND", "7");
        variables.put("FAAS_TRACE_SAMPLE", "all");
        return variables;
    }

    private Path folder(String name) throws Exception {
        Path folder = Files.createDirectories(directory.resolve(name).resolve("work"));
        Files.writeString(folder.resolve("in"), "input\n");
        Files.copy(Agent.RESOURCES.resolve("surroundings.py"), folder.resolve("surroundings.py"));
        return folder;
    }

    @ParameterizedTest
    @MethodSource("faastrace.agent.Shells#all")
    void theCommandIsStartedAsWithoutTheAgent(String shell) throws Exception {
        Means.require("perf", "/usr/bin/python3", Shells.word(shell));
        String[] command = {"/usr/bin/python3", "surroundings.py", "a", "b  c", "", "*"};
        Map<String, String> settings = new HashMap<>(variables());
        settings.put("mode", "http");
        List<String> seen = new ArrayList<>();
        for (List<String> words : List.of(List.of(command), Agent.words(shell, command))) {
            try (Agent agent = new Agent(folder("" + seen.size()), LAUNCHER, settings, words)) {
                assertThat(agent.exitCode()).isZero();
                assertThat(agent.log()).isEmpty();
                seen.add(agent.output());
            }
        }
        assertThat(seen.get(1)).isEqualTo(seen.get(0)).contains("my.setting", "theirs");
    }

    @ParameterizedTest
    @MethodSource("faastrace.agent.Shells#all")
    void aForkedProcessIsStartedAsWithoutTheAgent(String shell) throws Exception {
        Means.require("perf", "/usr/bin/python3", "curl", Shells.word(shell));
        String[] command = {
            "/usr/bin/python3", Agent.RESOURCES.resolve("watchdog.py").toString()
        };
        Map<String, String> settings = new HashMap<>(variables());
        settings.put("fprocess", "/usr/bin/python3 surroundings.py a b");
        List<String> seen = new ArrayList<>();
        try (TraceSink sink = new TraceSink()) {
            settings.put("FAAS_TRACE_URL", sink.url());
            for (List<String> words : List.of(List.of(command), Agent.words(shell, command))) {
                try (Agent agent = new Agent(folder("" + seen.size()), LAUNCHER, settings, words)) {
                    String body = agent.call("surroundings").body();
                    // Bash sets SHLVL. Preventing that would need one more process for each request, so the test
                    // ignores SHLVL.
                    seen.add(shell.equals("bash") ? body.replace("b'SHLVL=0'\n", "") : body);
                    agent.stop();
                    assertThat(agent.log()).isEmpty();
                }
            }
            assertThat(sink.ids()).containsExactly("surroundings");
        }
        assertThat(seen.get(1)).isEqualTo(seen.get(0)).contains("my.setting", "theirs");
    }
}
