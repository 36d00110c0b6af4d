package faastrace.agent;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that if the agent lacks a resource, the function starts as if there were no agent. */
@Timeout(120)
class HindranceIT {
    private static final String PYTHON = "/usr/bin/python3";

    /**
     * Prints the name, length and hash of each environment variable. Leaves out variables that the agent sets for its
     * own parts.
     */
    private static final List<String> FUNCTION = List.of(PYTHON, "-c", """
            import os, sys
            for pair in sorted(os.environb.items()):
                if not pair[0].startswith(b'FAAS_TRACE'):
                    print(pair[0], len(pair[1]), hash(pair[1]))
            sys.exit(42)
            """);

    private static final String MANY = "for i in range(11): os.environ[%s % i] = chr(97 + i) * 100000\n";

    @TempDir
    Path directory;

    private static Stream<Arguments> surroundings() {
        List<List<String>> kinds = List.of(
                List.of("on", "os.environb[b'my_secret'] = os.environb[b'my.secret'] = b'a\\x01b'", ""),
                List.of("on", MANY.replace("%s", "'secret_%d'"), ""),
                List.of("off", MANY.replace("%s", "'secret_%d'"), ""),
                List.of("on", MANY.replace("%s", "'my.secret-%d'"), ""),
                List.of("off", MANY.replace("%s", "'my.secret-%d'"), ""),
                List.of(
                        "on",
                        MANY.replace("%s", "'my.secret-%d'")
                                + "for i in range(9): os.environ['b-%d' % i] = 'b' * 105000",
                        "not tracing: the environment is nearly as large as the kernel allows"),
                List.of("off", "resource.setrlimit(resource.RLIMIT_NOFILE, (11, 11))", ""),
                List.of(
                        "on",
                        "resource.setrlimit(resource.RLIMIT_NOFILE, (11, 11))",
                        "not tracing: the limit on open files (nofile) is 11; the agent needs 30"),
                List.of(
                        "on",
                        "resource.setrlimit(resource.RLIMIT_NOFILE, (13, 13))",
                        "not tracing: the limit on open files (nofile) is 13; the agent needs 30"),
                List.of("on", "resource.setrlimit(resource.RLIMIT_NOFILE, (30, 30))", ""),
                List.of(
                        "on",
                        "os.dup2(1, 5)",
                        "not tracing: file descriptors between 3 and 9 are already open, but the agent needs them"),
                List.of(
                        "on",
                        "os.close(0)",
                        "not tracing: standard input, output or error is closed, or /proc is not mounted"));
        return Shells.all()
                .flatMap(shell ->
                        kinds.stream().map(kind -> Arguments.of(shell, kind.get(0), kind.get(1), kind.get(2))));
    }

    @ParameterizedTest
    @MethodSource("surroundings")
    void theFunctionStartsAsWithoutTheAgent(String shell, String tracing, String surroundings, String said)
            throws Exception {
        Means.require(PYTHON, Shells.word(shell));
        Ended without = run(surroundings, FUNCTION, tracing);
        Ended with = run(surroundings, Agent.words(shell, FUNCTION.toArray(String[]::new)), tracing);
        assertThat(with.output()).isEqualTo(without.output()).contains("b'PATH'");
        assertThat(with.exitCode()).isEqualTo(42).isEqualTo(without.exitCode());
        assertThat(with.log()).isEqualTo(said.isEmpty() ? "" : "faas-trace: " + said + "\n");
    }

    /**
     * Tries higher and higher limits on the number of processes until the agent can run. Bash is tested with one
     * limit only, because it waits for half a minute if it can't fork.
     */
    @ParameterizedTest
    @MethodSource("faastrace.agent.Shells#all")
    void theFunctionStartsHoweverFewProcessesThereMayBe(String shell) throws Exception {
        Means.requireRoot();
        Means.require(PYTHON, Shells.word(shell));
        long user = 100_000
                + ProcessHandle.current().pid() * 4
                + List.of("dash", "bash").indexOf(shell);
        Files.setPosixFilePermissions(directory, java.nio.file.attribute.PosixFilePermissions.fromString("rwxrwxrwx"));
        Path agent =
                Files.copy(Agent.SCRIPT, directory.resolve("agent"), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        List<String> words = new ArrayList<>(Shells.words(shell));
        Path program = Path.of(words.get(0));
        if (program.isAbsolute()) { // it may be in a home folder that this user can't read
            Path copy = directory.resolve(program.getFileName());
            words.set(
                    0,
                    Files.copy(program, copy, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES)
                            .toString());
        }
        words.addAll(List.of(agent.toString(), "watchdog"));
        words.addAll(FUNCTION);
        for (int processes : shell.equals("bash") ? List.of(1) : List.of(1, 2, 3, 4, 5, 6, 8, 10, 12, 14)) {
            String few =
                    "os.setgroups([]); os.setgid(%d); os.setuid(%d); resource.setrlimit(resource.RLIMIT_NPROC, (%d, %d))"
                            .formatted(user, user, processes, processes);
            Ended ended = run(few, words, "on");
            assertThat(ended.output()).as("with %d processes", processes).contains("b'PATH'");
            assertThat(ended.exitCode())
                    .as("with %d processes: %s", processes, ended.log())
                    .isEqualTo(42);
        }
    }

    private record Ended(String output, String log, int exitCode) {}

    private Ended run(String surroundings, List<String> words, String tracing) throws Exception {
        List<String> all = new ArrayList<>(List.of(PYTHON, "-c", """
                import os, resource, sys
                %s
                os.execvp(sys.argv[1], sys.argv[1:])
                """.formatted(surroundings)));
        all.addAll(words);
        Path output = directory.resolve("out");
        Path log = directory.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(all).redirectOutput(output.toFile()).redirectError(log.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", System.getenv("PATH"));
        builder.environment().put("PYTHONHASHSEED", "0");
        builder.environment().put("TMPDIR", directory.toString());
        builder.environment().put("mode", "http");
        builder.environment().put("FAAS_TRACE", tracing);
        builder.environment().put("FAAS_TRACE_SUDO", "off");
        int exitCode = builder.start().waitFor();
        return new Ended(Files.readString(output), Files.readString(log), exitCode);
    }
}
