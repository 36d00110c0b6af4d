package faastrace.collector.views;

import faastrace.collector.http.HttpError;
import faastrace.collector.store.DerivedFile;
import faastrace.collector.store.Futures;
import faastrace.collector.store.KnownTrace;
import faastrace.collector.store.TraceFolder;
import faastrace.pages.ListSummary;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/**
 * Counts each trace's samples in the background, so that lists can be sorted by the counts, and adds each trace to the
 * index of invocations. This includes new traces,
 * traces that arrived while no collector was running, and traces that a user put into the folder. The newest traces
 * come first. While traces are being received, counting takes only a tenth of the time.
 */
public final class Summaries implements AutoCloseable {
    private static final int AT_ONCE = 200;

    /**
     * If the inventory is not in memory, each search finds up to this number of traces. The number is large, because
     * each such search reads the whole folder from disk.
     */
    private static final int AT_ONCE_ON_DISK = 5000;

    /**
     * While traces are being received, there is a pause after each counted trace. The pause is this many times as long
     * as the counting took.
     */
    private static final int REST = 9;

    private static final Duration LONGEST_STOP = Duration.ofSeconds(5);
    private static final Duration FORGET_EVERY = Duration.ofMinutes(10);
    private static final Duration LONGEST_REST = Duration.ofSeconds(1);

    private final TraceFolder folder;
    private final Pictures pictures;
    private final Indexer indexer;
    private final BooleanSupplier receiving;
    private final Thread thread = new Thread(this::run, "collector-summaries");

    /** @param receiving whether traces are being received */
    public Summaries(TraceFolder folder, Pictures pictures, BooleanSupplier receiving) {
        this.indexer = new Indexer(pictures);
        this.folder = folder;
        this.pictures = pictures;
        this.receiving = receiving;
        thread.setDaemon(true);
    }

    private record Uncounted(Path path, KnownTrace trace) {}

    /** Thrown if a trace can't be counted now, but can be counted later. */
    private static final class NotNow extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** Starts to count in the background. */
    public void start() {
        thread.start();
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(LONGEST_STOP.toMillis());
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            indexer.check();
            long forgetFrom = System.nanoTime();
            while (true) {
                folder.inventory().news().await();
                countAll();
                if (System.nanoTime() - forgetFrom >= 0) {
                    forgetMissing();
                    forgetFrom = System.nanoTime() + FORGET_EVERY.toNanos();
                }
            }
        } catch (InterruptedException stopping) {
            // The next collector counts the rest.
        }
    }

    private void forgetMissing() {
        try {
            folder.inventory().awaitFresh();
            indexer.forgetMissing(folder);
        } catch (IOException | RuntimeException | Error later) {
            // Traces that were deleted are never shown, so they can be removed from the index later.
        }
    }

    private void countAll() throws InterruptedException {
        try {
            List<Uncounted> some = some();
            while (!some.isEmpty()) {
                try {
                    for (Uncounted one : some) {
                        count(one);
                    }
                } finally {
                    indexer.flush();
                }
                some = folder.inventory().isOverfull() ? List.of() : some();
            }
        } catch (IOException | RuntimeException | Error later) {
            // This thread must continue after any failure, because no other thread counts samples.
            Thread.sleep(LONGEST_REST.toMillis());
            folder.inventory().news().give();
        }
    }

    /** The newest traces that are not counted yet. */
    private List<Uncounted> some() throws IOException {
        boolean onDisk = folder.inventory().isOverfull();
        int most = onDisk ? AT_ONCE_ON_DISK : AT_ONCE;
        Comparator<Uncounted> byTime =
                Comparator.comparingLong(one -> one.trace().millis());
        PriorityQueue<Uncounted> newest = new PriorityQueue<>(byTime);
        folder.inventory().visit(Optional.empty(), (shelf, traces) -> {
            for (int i = traces.length - 1; i >= 0; i--) {
                KnownTrace trace = traces[i];
                boolean done = trace.isUnreadable() || trace.isCounted() && indexer.has(trace);
                if (done
                        || newest.size() == most
                                && trace.millis() <= newest.peek().trace().millis()) {
                    continue;
                }
                Path path = shelf.folder().resolve(trace.file());
                if (!onDisk || !isDone(path, trace)) {
                    newest.add(new Uncounted(path, trace));
                }
                if (newest.size() > most) {
                    newest.remove();
                }
            }
        });
        return newest.stream().sorted(byTime.reversed()).toList();
    }

    private boolean isDone(Path path, KnownTrace trace) throws IOException {
        return pictures.isCounted(path, trace) && (indexer.has(trace) || indexer.find(path, trace));
    }

    private void count(Uncounted one) throws IOException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (indexer.find(one.path(), one.trace())) {
            return;
        }
        long begin = System.nanoTime();
        try {
            Optional<ListSummary> known = pictures.known(one.path());
            if (known.isEmpty()) {
                known = make(one);
            }
            if (known.isPresent()) {
                one.trace().count(known.get());
                indexer.add(one.path(), one.trace(), known.get());
            } else {
                one.trace().leaveOut();
            }
        } catch (NoSuchFileException gone) {
            folder.inventory().remove(one.path());
        }
        if (receiving.getAsBoolean()) {
            Duration rest = Duration.ofNanos((System.nanoTime() - begin) * REST);
            Thread.sleep(Math.min(rest.toMillis(), LONGEST_REST.toMillis()));
        }
    }

    /** Counts the samples of a trace; empty if the trace can't be read. */
    private Optional<ListSummary> make(Uncounted one) throws IOException {
        try {
            Futures.await(pictures.get(one.path(), DerivedFile.Kind.summary3, Analyst.Urgency.whenever));
            return pictures.known(one.path());
        } catch (HttpError refused) {
            if (refused.status() == Analyst.TOO_BUSY) {
                throw new NotNow();
            }
            return Optional.empty();
        } catch (NoSuchFileException gone) {
            throw gone;
        } catch (IOException | RuntimeException unreadable) {
            return Optional.empty();
        }
    }
}
