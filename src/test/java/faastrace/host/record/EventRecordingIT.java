package faastrace.host.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.Means;
import faastrace.host.RecordingStop;
import faastrace.problem.Problem;
import faastrace.trace.Events;
import faastrace.trace.Trace;
import faastrace.trace.read.TraceReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records the page faults of a process that uses 1,000 new pages of memory at a time, with a real perf. */
class EventRecordingIT {
    private static final int PAGES = 1000;
    private static final String CODE = """
            import mmap, time
            while True:
                memory = mmap.mmap(-1, 4096 * %d)
                for page in range(%d):
                    memory[page * 4096] = 1
                memory.close()
                time.sleep(0.2)
            """.formatted(PAGES, PAGES);

    @TempDir
    Path folder;

    private Process process;

    @BeforeEach
    void start() throws Exception {
        Means.require("perf");
        process = new ProcessBuilder("/usr/bin/python3", "-c", CODE).start();
        Thread.sleep(300);
    }

    @AfterEach
    void end() {
        process.destroyForcibly();
    }

    private RecordRequest request(String event) {
        return new RecordRequest(
                folder,
                Optional.empty(),
                Optional.empty(),
                Optional.of(process.pid()),
                Optional.empty(),
                Optional.of("memory"),
                Optional.of(event),
                1,
                200,
                false,
                false,
                Optional.of(Path.of(event + ".perf.gz")),
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void eachPageFaultIsASample() throws IOException {
        HostRecording.Result result = HostRecording.prepare(request("page-faults"), new RecordingStop())
                .run();
        TraceReader reader = TraceReader.ofStacks();
        try (InputStream in = Files.newInputStream(folder.resolve("page-faults.perf.gz"))) {
            reader.add(in);
        }
        Trace trace = reader.trace();
        Events events = Events.of(trace);
        assertThat(events.names()).containsExactly("page-faults:u");
        assertThat(result.samples()).isEqualTo(events.samples("page-faults:u")).isGreaterThanOrEqualTo(PAGES);
        assertThat(trace.find("rate")).isEmpty();
    }

    @Test
    void anEventThatHappensNeverOrNowhereIsReported() {
        assertThatThrownBy(() -> HostRecording.prepare(request("alignment-faults"), new RecordingStop())
                        .run())
                .isInstanceOf(Problem.class)
                .hasMessageContaining("had almost no alignment-faults while it was recorded: only 0 samples");
        assertThatThrownBy(() -> HostRecording.prepare(request("no-such-event"), new RecordingStop())
                        .run())
                .isInstanceOf(Problem.class)
                .hasMessageContaining("run 'perf list' to see the events that this machine has");
        assertThat(folder.toFile().list()).isEmpty();
    }
}
