package faastrace.agent.fault;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.agent.Agent;
import faastrace.agent.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Sends the same requests to a function whose recorder has a fault and to the unpatched function. The responses and
 * logs must not differ, and faas-trace must leave nothing behind.
 */
final class Trial {
    /** The number of requests to send. On a busy machine, a single request may get too little CPU time for a sample. */
    static final int FEW = 5;

    static final String WITHOUT_SAMPLES = "faas-trace: left out because they have no samples: .*";

    /** The fault, which is triggered after the first requests and before the later ones. */
    interface Fault {
        void strike(Agent agent) throws Exception;
    }

    private static final Map<String, Seen> UNPATCHED = new HashMap<>();

    private final Path directory;
    private final Kind kind;
    private final Map<String, String> settings = new HashMap<>();
    private final List<String> lastCalls = new ArrayList<>();
    private List<String> launcher = List.of();
    private String shell = "sh";
    private Fault fault = agent -> {};
    private boolean stops = true;
    private boolean armed;
    private boolean orphaned;
    private String underWay = "";

    Trial(Path directory, Kind kind) {
        this.directory = directory;
        this.kind = kind;
        settings.put("FAAS_TRACE_SAMPLE", "all");
        settings.putAll(kind.settings());
    }

    Trial in(String shell) {
        this.shell = shell;
        return this;
    }

    Trial with(String name, String value) {
        settings.put(name, value);
        return this;
    }

    /** Starts the patched function through this launcher. */
    Trial under(String... launcher) {
        this.launcher = List.of(launcher);
        return this;
    }

    Trial struckBy(Fault fault) {
        this.fault = fault;
        return this;
    }

    /** Starts the requests only when perf is attached, however long that takes on a busy machine. */
    Trial onceArmed() {
        armed = true;
        return this;
    }

    /** Adds a request at the end. */
    Trial callsLast(String id) {
        lastCalls.add(id);
        return this;
    }

    /** Adds the given number of requests at the end. */
    Trial callsLast(String id, int times) {
        for (int i = 0; i < times; i++) {
            callsLast(id);
        }
        return this;
    }

    /**
     * Gives the patched function its own empty folder for temporary files.
     *
     * @param mount the command that mounts the folder, without the folder's path
     * @param afterwards a shell command to run after the folder is mounted
     */
    Trial withTemporaryFolder(String mount, String afterwards) {
        return under(
                "unshare",
                "--mount",
                "sh",
                "-c",
                mount + " \"$TMPDIR\" && { " + afterwards + "; } && exec \"$@\"",
                "sh");
    }

    /** Declares that the fault ends the agent, so its exit code is not compared. */
    Trial orphaned() {
        orphaned = true;
        return this;
    }

    /** Stops the function while this request is running. */
    Trial stopsInMid(String id) {
        underWay = id;
        return this;
    }

    /** Declares that the last request ends the function. */
    Trial endsByItself() {
        stops = false;
        return this;
    }

    /**
     * Runs both functions. Each line that the agent logs must match one of these patterns, and the first line must
     * match the first pattern. There must be at least one line, but not more lines than patterns.
     */
    void says(String... expected) throws Exception {
        Seen unpatched = unpatched();
        Seen patched = run("patched", true);
        assertThat(patched.function()).isEqualTo(unpatched);
        List<String> said = without(patched.said(), expected);
        assertThat(said)
                .hasSizeBetween(expected.length == 0 ? 0 : 1, expected.length)
                .allMatch(line -> Arrays.stream(expected).anyMatch(line::matches))
                .allMatch(line -> !line.equals(said.get(0)) || line.matches(expected[0]));
    }

    /** Runs both functions. The agent must log nothing. */
    void saysNothing() throws Exception {
        says();
    }

    /**
     * Runs both functions. Each line that the agent logs must match one of these patterns. There must not be more lines
     * than patterns.
     */
    void maySay(String... patterns) throws Exception {
        Seen unpatched = unpatched();
        Seen patched = run("patched", true);
        assertThat(patched.function()).isEqualTo(unpatched);
        assertThat(without(patched.said(), patterns))
                .hasSizeLessThanOrEqualTo(patterns.length)
                .allMatch(line -> Arrays.stream(patterns).anyMatch(line::matches));
    }

    /**
     * Removes messages about invocations without samples, unless they are expected. On a busy machine such messages are
     * normal and unrelated to the fault.
     */
    private static List<String> without(List<String> said, String... expected) {
        return said.stream()
                .filter(line -> !line.matches(WITHOUT_SAMPLES)
                        || Arrays.stream(expected).anyMatch(line::matches))
                .toList();
    }

    /** The unpatched function's result. It is the same for all faults, so it is determined only once. */
    private Seen unpatched() throws Exception {
        String key = kind + " " + lastCalls + " " + stops + " " + underWay + " " + settings.get("exec_timeout");
        if (!UNPATCHED.containsKey(key)) {
            UNPATCHED.put(key, run("unpatched", false));
        }
        return UNPATCHED.get(key);
    }

    private Seen run(String name, boolean patched) throws Exception {
        Path folder = Files.createDirectory(directory.resolve(name));
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("TMPDIR", temporary.toString());
        String[] command = kind.command(folder);
        List<String> words = patched ? Agent.words(shell, command) : List.of(command);
        List<String> answers = new ArrayList<>();
        try (Agent agent = new Agent(folder, patched ? launcher : List.of(), environment, words)) {
            agent.call("warm");
            if (patched && armed) {
                assertThat(Processes.comes(() -> agent.file("armed").isPresent()))
                        .isTrue();
            }
            call(agent, answers);
            if (patched) {
                fault.strike(agent);
            }
            call(agent, answers);
            for (String id : lastCalls) {
                answers.add(answer(agent, id));
            }
            assertThat(Processes.comes(() -> Processes.zombies(agent.self()).isEmpty()))
                    .as(() -> "no zombies in\n" + Processes.tree(agent.self()))
                    .isTrue();
            int code = end(agent, patched, List.of(command), folder, answers);
            nothingIsLeft(temporary);
            return Seen.of(agent, answers, code);
        }
    }

    private int end(Agent agent, boolean patched, List<String> command, Path folder, List<String> answers)
            throws Exception {
        if (patched && orphaned) {
            agent.endOrphan(command);
            return 3;
        }
        if (underWay.isEmpty()) {
            return stops ? agent.stop() : agent.exitCode();
        }
        CompletableFuture<String> last = CompletableFuture.supplyAsync(() -> answer(agent, underWay));
        assertThat(Processes.comes(() -> Files.exists(folder.resolve("hanging"))))
                .isTrue();
        int code = agent.stop();
        answers.add(last.get());
        return code;
    }

    private static void call(Agent agent, List<String> answers) throws Exception {
        answers.add(answer(agent, "plain"));
        answers.add(answer(agent, "asked", "X-Faas-Trace", "1"));
        answers.add(answer(agent, "hostile", "X-Call-Id", "../$(touch owned)`touch owned`;\"' x"));
    }

    private static String answer(Agent agent, String id, String... headers) {
        try {
            return Seen.answer(agent.call(id, headers));
        } catch (Exception e) {
            return "none";
        }
    }

    private static void nothingIsLeft(Path temporary) throws Exception {
        String mine = "TMPDIR=" + temporary + "\0";
        boolean ended = Processes.comes(() -> Processes.with(mine).isEmpty());
        assertThat(ended ? List.of() : Processes.with(mine)).isEmpty();
        assertThat(Processes.comes(() -> files(temporary).isEmpty()))
                .as("left: " + files(temporary))
                .isTrue();
        assertThat(temporary.resolveSibling("owned")).doesNotExist();
    }

    private static List<String> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(Path::toString).toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
