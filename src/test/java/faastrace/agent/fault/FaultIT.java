package faastrace.agent.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import faastrace.Means;
import faastrace.agent.Agent;
import faastrace.agent.Processes;
import faastrace.agent.Shells;
import faastrace.agent.TraceSink;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks that the function responds, logs and ends like the unpatched function even if the recorder has a fault. */
@Timeout(120)
class FaultIT {
    private static final String NO_ROOM = "faas-trace: not tracing: .* is not writable or is full; .*";
    private static final String LEFT = "faas-trace: left behind: [0-9]+ recording.*";

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"HTTP,dash", "FORKED,dash", "HTTP,busybox ash", "FORKED,busybox ash", "HTTP,bash", "FORKED,bash"})
    void perfIsMissing(Kind kind, String shell) throws Exception {
        Means.require("/usr/bin/python3", Shells.word(shell));
        new Trial(directory, kind)
                .in(shell)
                .with("FAAS_TRACE_PERF", "/none/perf")
                .says("faas-trace: not tracing: /none/perf is not in this image; .*");
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP,dash,1",
        "FORKED,busybox ash,1",
        "FORKED,bash,1",
        "HTTP,busybox ash,13",
        "HTTP,busybox-static ash,13",
        "FORKED,dash,13",
        "FORKED,dash,38"
    })
    void theKernelRefusesPerf(Kind kind, String shell, int errno) throws Exception {
        Means.require("perf", "seccomp", Shells.word(shell));
        Map<Integer, String> reasons = Map.of(
                1, "is blocked \\(EPERM\\), usually by seccomp",
                13, "is blocked \\(EACCES\\), usually by seccomp",
                38, "is blocked \\(ENOSYS\\), usually by seccomp");
        new Trial(directory, kind)
                .in(shell)
                .under("/usr/bin/python3", Agent.RESOURCES.resolve("refuse.py").toString(), "" + errno)
                .says("faas-trace: not tracing: .*" + reasons.get(errno) + ".*");
    }

    @Test
    void theKernelRefusesPerfToAFunctionThatIsTracedAsAWhole() throws Exception {
        Means.require("perf", "seccomp");
        new Trial(directory, Kind.HTTP)
                .with("FAAS_TRACE_LEVEL", "process")
                .with("FAAS_TRACE_WINDOW", "1")
                .under("/usr/bin/python3", Agent.RESOURCES.resolve("refuse.py").toString(), "1")
                .says("faas-trace: not tracing: perf_event_open is blocked \\(EPERM\\), usually by seccomp.*");
    }

    @ParameterizedTest
    @EnumSource
    void theKillSwitchIsOff(Kind kind) throws Exception {
        Means.require("/usr/bin/python3");
        new Trial(directory, kind).with("FAAS_TRACE", "off").saysNothing();
    }

    @ParameterizedTest
    @CsvSource({"HTTP,slow", "FORKED,slow", "HTTP,500", "FORKED,500", "HTTP,hangs up", "FORKED,hangs up"})
    void theCollectorDoesNotTakeTraces(Kind kind, String fault) throws Exception {
        Means.require("perf", "/usr/bin/python3", "curl");
        try (FaultyCollector collector = new FaultyCollector(fault)) {
            new Trial(directory, kind)
                    .onceArmed()
                    .with("FAAS_TRACE_URL", collector.url())
                    .says(
                            "faas-trace: (recordings wait: .* does not accept them|the last recording took too long).*",
                            LEFT);
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP,404", "FORKED,413"})
    void theCollectorRefusesTraces(Kind kind, String status) throws Exception {
        Means.require("perf", "/usr/bin/python3", "curl");
        try (FaultyCollector collector = new FaultyCollector(status)) {
            new Trial(directory, kind)
                    .onceArmed()
                    .with("FAAS_TRACE_URL", collector.url())
                    .says("faas-trace: the collector rejects recordings with status " + status
                            + "; these recordings are dropped");
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP,dash", "FORKED,busybox ash"})
    void perfIsTooOldToBeSwitched(Kind kind, String shell) throws Exception {
        Means.require("perf", "/usr/bin/python3", "curl", Shells.word(shell));
        try (TraceSink sink = new TraceSink()) {
            new Trial(directory, kind)
                    .in(shell)
                    .with(
                            "FAAS_TRACE_PERF",
                            Agent.RESOURCES.resolve("old-perf.sh").toString())
                    .with("FAAS_TRACE_WINDOW", "1")
                    .with("FAAS_TRACE_URL", sink.url())
                    .struckBy(agent -> assertThat(Processes.comes(() -> {
                                agent.callQuietly("quiet");
                                return !sink.texts().isEmpty();
                            }))
                            .isTrue())
                    .says("faas-trace: tracing whole windows, not single invocations: perf is 5.10; .*");
            assertThat(sink.texts()).allMatch(TraceSink::beginsWithSample);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theTemporaryFolderIsReadOnly(Kind kind) throws Exception {
        Means.requireRoot();
        Means.require("perf", "/usr/bin/python3");
        new Trial(directory, kind)
                .withTemporaryFolder("mount -t tmpfs -o ro tmpfs", "true")
                .says(NO_ROOM);
    }

    @ParameterizedTest
    @CsvSource({"HTTP,dash", "HTTP,busybox ash", "FORKED,bash"})
    void theTemporaryFolderIsFull(Kind kind, String shell) throws Exception {
        Means.requireRoot();
        Means.require("perf", "/usr/bin/python3", Shells.word(shell));
        new Trial(directory, kind)
                .in(shell)
                .withTemporaryFolder("mount -t tmpfs -o size=64k tmpfs", "! cat /dev/zero >$TMPDIR/fill 2>/dev/null")
                .says(NO_ROOM);
    }

    @ParameterizedTest
    @CsvSource({"HTTP,dash", "FORKED,dash", "HTTP,busybox ash", "FORKED,bash"})
    void theTemporaryFolderFillsUpInMidRun(Kind kind, String shell) throws Exception {
        Means.requireRoot();
        Means.require("perf", "/usr/bin/python3", "curl", Shells.word(shell));
        try (TraceSink sink = new TraceSink()) {
            new Trial(directory, kind)
                    .in(shell)
                    .withTemporaryFolder("mount -t tmpfs -o size=4m tmpfs", "true")
                    .onceArmed()
                    .with("FAAS_TRACE_URL", sink.url())
                    .struckBy(agent -> fill(agent.file("events").orElseThrow().resolveSibling("../fill")))
                    .maySay("faas-trace: (not tracing for now: perf keeps exiting|left out).*");
        }
    }

    private static void fill(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            while (true) {
                out.write(new byte[4096]);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theMemoryLimitIsNear(Kind kind) throws Exception {
        Means.require("perf", "/usr/bin/python3", "curl");
        Files.writeString(directory.resolve("memory.max"), "67108864\n");
        Files.writeString(directory.resolve("memory.current"), "62914560\n");
        Files.writeString(directory.resolve("memory.stat"), "anon 62914560\ninactive_file 0\n");
        try (TraceSink sink = new TraceSink()) {
            new Trial(directory, kind)
                    .onceArmed()
                    .with("FAAS_TRACE_CGROUP", directory.toString())
                    .with("FAAS_TRACE_URL", sink.url())
                    .says("faas-trace: recordings are left out while the container is near its memory limit: .*");
            assertThat(sink.texts()).isEmpty();
        }
    }

    @Test
    void aRealMemoryLimitIsNear() throws Exception {
        Means.requireRoot();
        Means.require("perf", "/usr/bin/python3", "curl");
        Path group = Path.of(
                "/sys/fs/cgroup/memory/faas-trace-" + ProcessHandle.current().pid());
        assumeTrue(
                Files.isWritable(group.resolveSibling("cgroup.procs")),
                "this machine has no memory cgroups, version 1");
        Files.createDirectory(group);
        try (TraceSink sink = new TraceSink()) {
            Files.writeString(group.resolve("memory.limit_in_bytes"), "26214400");
            Files.createSymbolicLink(directory.resolve("memory"), group);
            new Trial(directory, Kind.HTTP)
                    .under("sh", "-c", "echo $$ >" + group.resolve("cgroup.procs") + " && exec \"$@\"", "sh")
                    .onceArmed()
                    .with("FAAS_TRACE_CGROUP", directory.toString())
                    .with("FAAS_TRACE_URL", sink.url())
                    .says("faas-trace: recordings are left out while the container is near its memory limit: .*");
            assertThat(Files.readString(group.resolve("memory.oom_control"))).contains("oom_kill 0");
        } finally {
            Files.delete(group);
        }
    }

    @Test
    void eightReplicasOfOneUserShareTheBudgetForRingBuffers() throws Exception {
        Means.requireRoot();
        Means.require("perf", "/usr/bin/python3", "curl", "setpriv");
        Path shared = Files.createDirectory(directory.resolve("shared"));
        Files.copy(Agent.SCRIPT, shared.resolve("agent"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        String user = "" + (20000 + ProcessHandle.current().pid() % 10000);
        List<Agent> agents = new ArrayList<>();
        try (TraceSink sink = new TraceSink()) {
            for (int i = 0; i < 8; i++) {
                agents.add(replica(i, user, shared.resolve("agent"), sink));
            }
            for (Agent agent : agents) {
                agent.call("warm");
                assertThat(Processes.comes(() -> agent.file("armed").isPresent()))
                        .isTrue();
            }
            for (int i = 0; i < 8; i++) {
                agents.get(i).call("replica-" + i);
            }
            for (Agent agent : agents) {
                assertThat(agent.stop()).isEqualTo(3);
                assertThat(agent.log()).doesNotContain("faas-trace: ");
            }
            assertThat(sink.ids())
                    .contains(
                            IntStream.range(0, 8).mapToObj(i -> "replica-" + i).toArray(String[]::new));
        } finally {
            agents.forEach(Agent::close);
        }
    }

    private Agent replica(int number, String user, Path script, TraceSink sink) throws Exception {
        Path folder = Files.createDirectory(directory.resolve("replica-" + number));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        Map<String, String> settings = new HashMap<>(Kind.HTTP.settings());
        settings.putAll(Map.of("FAAS_TRACE_SAMPLE", "all", "FAAS_TRACE_URL", sink.url(), "HOME", folder.toString()));
        List<String> words = new ArrayList<>(List.of("sh", script.toString(), "watchdog"));
        words.addAll(List.of(Kind.HTTP.command(folder)));
        return new Agent(
                folder,
                List.of(
                        "setpriv",
                        "--reuid",
                        user,
                        "--regid",
                        user,
                        "--clear-groups",
                        "sh",
                        "-c",
                        "ulimit -l 64 && exec \"$@\"",
                        "sh"),
                settings,
                words);
    }
}
