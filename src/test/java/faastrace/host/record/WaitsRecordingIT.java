package faastrace.host.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import faastrace.Means;
import faastrace.host.RecordingStop;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Records the waits of a process that sleeps 50 ms at a time, from outside, with a real perf. */
@Timeout(120)
class WaitsRecordingIT {
    private static final String CODE = "import time\nwhile True:\n  sum(range(400000))\n  time.sleep(0.05)";
    private static final Pattern NAP =
            Pattern.compile("(?m)^#wait python3 +(\\d+)/\\d+ .*: (\\d+) waiting: \n#\t.*nanosleep");
    private static final Pattern WAIT = Pattern.compile("(?m)^#wait .* (\\d+)/\\d+ +\\[");

    @TempDir
    private Path folder;

    private Process napping;
    private Process bystander;

    @BeforeEach
    void start() throws Exception {
        Means.require("perf");
        napping = new ProcessBuilder("/usr/bin/python3", "-c", CODE).start();
        bystander = new ProcessBuilder("/usr/bin/python3", "-c", CODE).start();
        Thread.sleep(500);
    }

    @AfterEach
    void end() {
        napping.destroyForcibly();
        bystander.destroyForcibly();
    }

    private String record(Optional<String> group, Optional<Long> process, boolean kernelFrames) throws IOException {
        Path file = Path.of("trace.perf.gz");
        RecordRequest request = new RecordRequest(
                folder,
                Optional.empty(),
                group,
                process,
                Optional.empty(),
                Optional.of("nap"),
                Optional.empty(),
                2,
                200,
                kernelFrames,
                true,
                Optional.of(file),
                Optional.empty(),
                Optional.empty());
        HostRecording.Result result =
                HostRecording.prepare(request, new RecordingStop()).run();
        byte[] bytes = Files.readAllBytes(folder.resolve(file));
        String text;
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertThat(WAIT.matcher(text).results()).hasSize((int) result.waits());
        return text;
    }

    /** On a busy machine, a thread often gets its processor some milliseconds late, and sometimes much later. */
    private void assertNaps(String text) {
        List<Long> naps = NAP.matcher(text)
                .results()
                .map(nap -> Long.valueOf(nap.group(2)))
                .sorted()
                .toList();
        assertThat(naps).hasSizeGreaterThan(5);
        assertThat(naps.get(naps.size() / 2)).isBetween(49_000_000L, 65_000_000L);
        assertThat(WAIT.matcher(text).results().map((MatchResult wait) -> wait.group(1)))
                .containsOnly(String.valueOf(napping.pid()));
        assertThat(text.lines().filter(line -> !line.startsWith("#")))
                .noneMatch(line -> line.contains("waits:") || line.contains("PERF_RECORD_"))
                .anyMatch(line -> line.contains("cpu-clock"));
    }

    @Test
    void aProcessWaitsForAsLongAsItSleeps() throws IOException {
        assertNaps(record(Optional.empty(), Optional.of(napping.pid()), false));
    }

    @Test
    void withTheKernelsFramesTheyShowWhatTheKernelWaitedFor() throws IOException {
        String text = record(Optional.empty(), Optional.of(napping.pid()), true);
        assertThat(text).containsPattern("(?m)^#\t.*schedule").contains("#\t").contains("nanosleep");
    }

    /** perf records the switches of all threads of the machine. Those of other groups must not get into the trace. */
    @Test
    void onlyProcessesOfTheGroupWait() throws Exception {
        String mount =
                Cgroups.mount(Files.readString(Path.of("/proc/self/mounts"))).path();
        String name = "faas-trace-" + napping.pid();
        Path group = Path.of(mount, name);
        assumeThat(Files.isWritable(Path.of(mount))).isTrue();
        Files.createDirectory(group);
        try {
            Files.writeString(group.resolve("cgroup.procs"), String.valueOf(napping.pid()));
            assertNaps(record(Optional.of("/" + name), Optional.empty(), false));
        } finally {
            napping.destroyForcibly().waitFor();
            Files.delete(group);
        }
    }
}
