package faastrace.collector.views;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.collector.CollectorFixture;
import faastrace.collector.store.TraceFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests the order in which traces are read. */
@Timeout(60)
class AnalystIT {
    @TempDir
    Path directory;

    private final List<String> turns = new CopyOnWriteArrayList<>();

    @Test
    void aPageOvertakesTheOthersButNoneIsOvertakenWithoutEnd() throws Exception {
        Path trace = trace("a", 1);
        try (TraceFolder folder = TraceFolder.open(directory, false);
                Analyst analyst = new Analyst(folder)) {
            CountDownLatch first = new CountDownLatch(1);
            List<CompletableFuture<?>> all = new ArrayList<>();
            all.add(analyst.ask(trace, Analyst.Urgency.now, read -> {
                await(first);
                return null;
            }));
            all.add(take(analyst, trace, "list", Analyst.Urgency.soon));
            all.add(take(analyst, trace, "unasked", Analyst.Urgency.whenever));
            for (int i = 0; i < 30; i++) {
                all.add(take(analyst, trace, "page", Analyst.Urgency.now));
            }
            first.countDown();
            for (CompletableFuture<?> one : all) {
                one.get();
            }
        }
        assertThat(turns.get(0)).isEqualTo("page");
        assertThat(turns.indexOf("list")).isBetween(1, 10);
        assertThat(turns.indexOf("unasked")).isBetween(1, 11);
    }

    @Test
    void countingGivesWayToAPageAndIsDoneLater() throws Exception {
        Path large = trace("large", 400_000);
        Path small = trace("small", 1);
        try (TraceFolder folder = TraceFolder.open(directory, false);
                Analyst analyst = new Analyst(folder)) {
            CompletableFuture<?> unasked = take(analyst, large, "unasked", Analyst.Urgency.whenever);
            while (analyst.progress(large)[0] == 0 && !unasked.isDone()) {
                Thread.sleep(1);
            }
            CompletableFuture<?> page = take(analyst, small, "page", Analyst.Urgency.now);
            page.get();
            unasked.get();
        }
        assertThat(turns).containsExactly("page", "unasked");
    }

    @Test
    void whoeverWaitsHearsOfAnyFailure() throws Exception {
        Path trace = trace("a", 1);
        Analyst analyst;
        try (TraceFolder folder = TraceFolder.open(directory, false);
                Analyst closing = new Analyst(folder)) {
            analyst = closing;
            CompletableFuture<?> failing = analyst.ask(trace, Analyst.Urgency.now, read -> {
                throw new StackOverflowError();
            });
            assertThat(failing.handle((done, failure) -> failure))
                    .succeedsWithin(Duration.ofSeconds(30))
                    .isInstanceOf(StackOverflowError.class);
        }
        assertThat(take(analyst, trace, "late", Analyst.Urgency.now).handle((done, failure) -> failure.getMessage()))
                .succeedsWithin(Duration.ofSeconds(30))
                .isEqualTo("the collector is stopping");
    }

    private CompletableFuture<?> take(Analyst analyst, Path trace, String who, Analyst.Urgency urgency) {
        return analyst.ask(trace, urgency, read -> turns.add(who));
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException stopping) {
            throw new IOException(stopping);
        }
    }

    private Path trace(String name, int samples) throws IOException {
        Path own = Files.createDirectories(directory.resolve(name));
        return Files.writeString(own.resolve("trace.perf"), CollectorFixture.SAMPLE.repeat(samples));
    }
}
