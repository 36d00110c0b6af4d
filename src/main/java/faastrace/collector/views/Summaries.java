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
 * come first. While the collector is busy, counting takes only a tenth of the time.
 */
public final class Summaries implements AutoCloseable {
    private static final int AT_ONCE = 1000;

    /** A batch ends after this time, so that traces that arrived in the meantime are counted first. */
    private static final Duration LONGEST_BATCH = Duration.ofSeconds(1);

    /**
     * If the inventory is not in memory, each search finds up to this number of traces. The number is large, because
     * each such search reads the whole folder from disk.
     */
    private static final int AT_ONCE_ON_DISK = 5000;

    /**
     * While the collector is busy, there is a pause after each counted trace. The pause is this many times as long
     * as the counting took.
     */
    private static final int REST = 9;

    private static final Duration LONGEST_STOP = Duration.ofSeconds(5);
    private static final Duration LOAD_EVERY = Duration.ofMinutes(10);
    private static final Duration LONGEST_REST = Duration.ofSeconds(1);

    private final TraceFolder folder;
    private final Pictures pictures;
    private final Indexer indexer;
    private final BooleanSupplier busy;
    private final Thread thread = new Thread(this::run, "collector-summaries");
    private final Thread checker = new Thread(this::check, "collector-index-check");

    /** @param busy whether the collector has more urgent work */
    public Summaries(TraceFolder folder, Pictures pictures, BooleanSupplier busy) {
        this.indexer = new Indexer(pictures);
        this.folder = folder;
        this.pictures = pictures;
        this.busy = busy;
        thread.setDaemon(true);
        checker.setDaemon(true);
        checker.setPriority(Thread.MIN_PRIORITY);
    }

    private record Uncounted(Path path, KnownTrace trace) {}

    /** Thrown if a trace can't be counted now, but can be counted later. */
    private static final class NotNow extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** Starts to count in the background. */
    public void start() {
        thread.start();
        checker.start();
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
            load();
            long loadFrom = System.nanoTime() + LOAD_EVERY.toNanos();
            while (true) {
                folder.inventory().news().await();
                countAll();
                if (System.nanoTime() - loadFrom >= 0) {
                    load();
                    loadFrom = System.nanoTime() + LOAD_EVERY.toNanos();
                }
            }
        } catch (InterruptedException stopping) {
            // The next collector counts the rest.
        }
    }

    /** Checks the whole index. If it is damaged, all traces are added again. */
    private void check() {
        try {
            if (pictures.index().isPresent()) {
                pictures.index().get().check();
            }
        } catch (IOException | RuntimeException | Error isMadeAgain) {
            folder.inventory().news().give();
        }
    }

    private void load() {
        try {
            pictures.indexed().load();
        } catch (IOException | RuntimeException | Error later) {
            // Each trace is looked up in the index before it is counted. Deleted traces are never shown.
        }
    }

    private void countAll() throws InterruptedException {
        if (pictures.indexed().mustLoad()) {
            load();
        }
        try {
            List<Uncounted> some = some();
            while (!some.isEmpty()) {
                countBatch(some);
                some = folder.inventory().isOverfull() ? List.of() : some();
            }
            indexer.flush();
        } catch (IOException | RuntimeException | Error later) {
            // This thread must continue after any failure, because no other thread counts samples.
            Thread.sleep(LONGEST_REST.toMillis());
            folder.inventory().news().give();
        }
    }

    private void countBatch(List<Uncounted> some) throws IOException, InterruptedException {
        boolean onDisk = folder.inventory().isOverfull();
        long end = System.nanoTime() + LONGEST_BATCH.toNanos();
        for (Uncounted one : some) {
            if (!onDisk && System.nanoTime() - end > 0) {
                return;
            }
            count(one);
            indexer.flushSometimes();
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
                boolean done = trace.isUnreadable() || trace.isCounted() && indexer.isDone(shelf.own(), trace);
                if (done
                        || newest.size() == most
                                && trace.millis() <= newest.peek().trace().millis()) {
                    continue;
                }
                Path path = shelf.folder().resolve(trace.file());
                if (!onDisk || !isDone(shelf.own(), path, trace)) {
                    newest.add(new Uncounted(path, trace));
                }
                if (newest.size() > most) {
                    newest.remove();
                }
            }
        });
        return newest.stream().sorted(byTime.reversed()).toList();
    }

    private boolean isDone(String own, Path path, KnownTrace trace) throws IOException {
        return pictures.indexed().has(own, trace) || indexer.isDone(own, trace) && pictures.isCounted(path, trace);
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
            if (!indexer.addKnown(one.path(), one.trace())) {
                countNew(one);
            }
        } catch (NoSuchFileException gone) {
            folder.inventory().remove(one.path());
        }
        if (busy.getAsBoolean()) {
            Duration rest = Duration.ofNanos((System.nanoTime() - begin) * REST);
            Thread.sleep(Math.min(rest.toMillis(), LONGEST_REST.toMillis()));
        }
    }

    private void countNew(Uncounted one) throws IOException {
        Optional<ListSummary> known = pictures.known(one.path());
        if (known.isEmpty()) {
            known = make(one);
        }
        if (known.isPresent()) {
            one.trace().count(known.get());
            indexer.add(one.path(), one.trace());
        } else {
            one.trace().leaveOut();
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
