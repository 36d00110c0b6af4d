package faastrace.agent;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Checks that a function's name map stays small and correct even if the function never stops compiling. */
@Timeout(300)
class NameMapIT {
    /** The agent's size limit for a name map, in bytes, if the container has 32 MB of memory. */
    private static final long MOST = 1024 * 1024;

    /** The Python code of a process that writes a large name map and keeps it open. */
    private static final String FOREIGN = "import os, time\n"
            + "map = open('/tmp/perf-%d.map' % os.getpid(), 'w')\n"
            + "map.write('7f0000000000 10 some_function\\n' * 200000)\n"
            + "map.flush()\nprint(flush=True)\ntime.sleep(290)";

    @TempDir
    Path directory;

    private long process;

    private Map<String, String> settings(TraceSink sink, String sample) throws IOException {
        Path cgroup = Files.createDirectory(directory.resolve("cgroup"));
        Files.writeString(cgroup.resolve("memory.max"), 32 * MOST + "\n");
        return Map.of(
                "mode",
                "http",
                "FAAS_TRACE_URL",
                sink.url(),
                "FAAS_TRACE_SAMPLE",
                sample,
                "FAAS_TRACE_FREQUENCY",
                "499",
                "FAAS_TRACE_CGROUP",
                cgroup.toString(),
                "FAAS_TRACE_RUNTIME_DIR",
                Path.of("template-overlays/node-runtime").toAbsolutePath().toString());
    }

    private Agent agent(Map<String, String> settings) throws Exception {
        Means.require("perf", "curl", "node");
        Agent.copyHook("faas_trace.js", directory);
        Files.copy(Agent.RESOURCES.resolve("compiling.js"), directory.resolve("server.js"));
        Agent agent = new Agent(directory, "sh", settings, "node", "server.js").armed();
        process = Long.parseLong(
                Files.readString(agent.file("armed").orElseThrow()).split(" ")[0]);
        return agent;
    }

    private Path map() {
        return Path.of("/tmp/perf-" + process + ".map");
    }

    /** The file to which Node continues to write after the agent has replaced the map. */
    private Path written() {
        return Path.of(map() + ".old");
    }

    /** The total disk space, in bytes, of the map and of the file to which Node writes. */
    private long room() {
        try {
            long room = 0;
            for (Path file : List.of(map(), Files.exists(written()) ? written() : map())) {
                Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
                String blocks = new String(stat.getInputStream().readAllBytes()).strip();
                room += blocks.isEmpty() ? 3 * MOST : 512 * Long.parseLong(blocks);
            }
            return room;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Stops the agent and checks that it leaves no file behind. On a busy machine, the agent may have no time for the
     * last recording. The agent then reports this.
     */
    private void stop(Agent agent) throws Exception {
        agent.stop();
        assertThat(agent.log().lines()).allMatch(line -> line.contains("the last recording took too long"));
        assertThat(Processes.comes(() -> Files.notExists(written()))).isTrue();
    }

    private boolean isSmall() {
        return room() < 3 * MOST;
    }

    @Test
    void aMapThatGrewIsCleanedUpAndNamesOldAndNewFunctions() throws Exception {
        try (TraceSink sink = new TraceSink();
                Agent agent = agent(settings(sink, "all"))) {
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < 4; i++) {
                    agent.call("r" + round + i);
                }
                assertThat(Processes.comes(this::isSmall)).as("room: " + room()).isTrue();
            }
            int before = sink.texts().size();
            agent.call("last");
            // Waits for the recording, because the agent looks up in the running process which code still exists.
            assertThat(Processes.comes(() -> sink.ids().contains("last"))).isTrue();
            assertThat(Files.size(written())).as("all that was written").isGreaterThan(6 * MOST);
            stop(agent);
            List<String> later = sink.texts().subList(before, sink.texts().size());
            assertThat(later).anyMatch(text -> text.contains("JS:") && text.contains("burn "));
            assertThat(later).anyMatch(text -> text.contains("latelast "));
        } finally {
            Files.deleteIfExists(map());
        }
    }

    /** If containers share /tmp, the agent of one container sees the maps of the other containers. */
    @Test
    void aMapOfAnotherAgentsProcessIsLeftAlone() throws Exception {
        Means.require("/usr/bin/python3");
        ProcessBuilder builder = new ProcessBuilder("/usr/bin/python3", "-c", FOREIGN);
        builder.environment().put("FAAS_TRACE_DIR", directory.resolve("other").toString());
        Process other = builder.start();
        Path foreign = Path.of("/tmp/perf-" + other.pid() + ".map");
        try (TraceSink sink = new TraceSink();
                Agent agent = agent(settings(sink, "all"))) {
            assertThat(other.getInputStream().read()).isEqualTo('\n');
            Object file = Files.getAttribute(foreign, "unix:ino");
            long size = Files.size(foreign);
            assertThat(size).isGreaterThan(4 * MOST);
            // The agent looks at all maps in each round. After the second round, it must have skipped the other agent's
            // map.
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < 4; i++) {
                    agent.call("r" + round + i);
                }
                assertThat(Processes.comes(this::isSmall)).as("room: " + room()).isTrue();
            }
            agent.stop();
            assertThat(Files.getAttribute(foreign, "unix:ino")).isEqualTo(file);
            assertThat(foreign).hasSize(size);
            assertThat(Path.of(foreign + ".old")).doesNotExist();
        } finally {
            other.destroyForcibly().waitFor();
            Files.deleteIfExists(foreign);
            Files.deleteIfExists(Path.of(foreign + ".old"));
            Files.deleteIfExists(map());
        }
    }

    @Test
    void soIsOneOfAFunctionThatIsNeverRecorded() throws Exception {
        try (TraceSink sink = new TraceSink();
                Agent agent = agent(settings(sink, "off"))) {
            for (int i = 0; i < 4; i++) {
                agent.call("r" + i);
            }
            assertThat(Processes.comes(this::isSmall)).as("room: " + room()).isTrue();
            assertThat(agent.call("after").statusCode()).isEqualTo(200);
            stop(agent);
        } finally {
            Files.deleteIfExists(map());
        }
    }
}
