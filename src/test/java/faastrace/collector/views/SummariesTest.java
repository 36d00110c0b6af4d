package faastrace.collector.views;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.collector.store.DerivedFile;
import faastrace.collector.store.KnownTrace;
import faastrace.collector.store.TraceFolder;
import faastrace.document.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Checks that the background thread continues to count traces after one trace could not be counted. */
@Timeout(60)
class SummariesTest {
    private static final String SAMPLE = "app 7/8 [000] 1.0: 1 cpu-clock:\n\t7f f (/a)\n\n";

    @TempDir
    Path directory;

    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void aFailureIsNotTheLastTime() throws Exception {
        put("one.perf");
        try (TraceFolder folder = TraceFolder.open(directory, false);
                Analyst analyst = new Analyst(folder);
                Summaries summaries = new Summaries(folder, new Pictures(folder, analyst), () -> {
                    if (asked.getAndIncrement() == 0) {
                        throw new IllegalStateException("for once");
                    }
                    return false;
                })) {
            folder.inventory().awaitFresh();
            summaries.start();
            awaitDone(folder, 1);
            put("two.perf");
            folder.inventory().awaitFresh();
            awaitDone(folder, 2);
            while (asked.get() < 2) { // increased just after the second trace is counted
                Thread.sleep(20);
            }
        }
    }

    @Test
    void aKeptSummaryWithTheWrongContentIsMadeAnew() throws Exception {
        Path trace = put("one.perf");
        Path summary = DerivedFile.path(trace, DerivedFile.Kind.summary3).orElseThrow();
        byte[] empty = Json.writeLine(Map.of("other", "thing")).getBytes(StandardCharsets.UTF_8);
        DerivedFile.write(summary, out -> out.write(empty));
        try (TraceFolder folder = TraceFolder.open(directory, false);
                Analyst analyst = new Analyst(folder);
                Summaries summaries = new Summaries(folder, new Pictures(folder, analyst), () -> {
                    asked.incrementAndGet();
                    return false;
                })) {
            folder.inventory().awaitFresh();
            summaries.start();
            awaitDone(folder, 1);
            while (asked.get() < 1) { // increased just after the trace is counted
                Thread.sleep(20);
            }
            assertThat(asked.get()).isEqualTo(1);
            assertThat(Files.readString(summary, StandardCharsets.ISO_8859_1)).contains("\"samples\"");
        }
    }

    private Path put(String file) throws Exception {
        return Files.writeString(
                Files.createDirectories(directory.resolve("fn")).resolve(file), SAMPLE);
    }

    /** Waits until this many traces are counted or found unreadable. */
    private static void awaitDone(TraceFolder folder, int wanted) throws Exception {
        int[] done = new int[1];
        while (done[0] < wanted) {
            Thread.sleep(20);
            done[0] = 0;
            folder.inventory().visit(Optional.empty(), (shelf, traces) -> {
                for (KnownTrace trace : traces) {
                    done[0] += trace.isCounted() || trace.isUnreadable() ? 1 : 0;
                }
            });
        }
    }
}
