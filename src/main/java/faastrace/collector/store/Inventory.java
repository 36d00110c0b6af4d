package faastrace.collector.store;

import faastrace.pages.ListSummary;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * Holds the traces of the folder in memory, so that lists need no disk access. The folder stays the source of truth:
 * one thread reads changes again, for all requests that wait for it. If there are too many traces to hold, none are
 * held, and every list is read from the disk.
 */
public final class Inventory implements AutoCloseable {
    /** The bytes of heap per trace. With this number, the traces take at most a seventh of the heap. */
    private static final int HEAP_FOR_EACH = 600;

    private static final int FOLDER_COUNTS_AS = 4;

    /** Reading this many names takes a while, so it is not done for each request. */
    private static final int MANY_NAMES = 10_000;

    private static final int SHARE_OF_TIME = 20;

    private final TraceFolder folder;
    private final long most;
    private final Map<String, FolderContents> shelves = new ConcurrentHashMap<>();
    private final Signal news = new Signal();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread made = new Thread(work, "collector-inventory");
        made.setDaemon(true);
        return made;
    });
    private final FolderReader reader;
    private CompletableFuture<Void> next;
    private volatile boolean loaded;
    private volatile boolean stopping;
    private volatile boolean overfull;
    private volatile boolean thorough;
    private volatile long readAgainFrom = System.nanoTime();

    Inventory(TraceFolder folder) {
        this(folder, Runtime.getRuntime().maxMemory() / HEAP_FOR_EACH);
    }

    /** @param most the maximum number of traces to hold */
    Inventory(TraceFolder folder, long most) {
        this.folder = folder;
        this.most = most;
        this.reader = new FolderReader(folder, shelves);
    }

    /** Receives the traces of a folder, some or all of them at a time. */
    public interface Visitor {
        /** @param traces the traces, sorted */
        public void visit(FolderContents shelf, KnownTrace[] traces) throws IOException;
    }

    /**
     * Visits the traces that were in the folder when it was last read, including this collector's changes since then.
     */
    public void visit(Optional<String> only, Visitor visitor) throws IOException {
        if (overfull) {
            reader.visit(only, visitor);
            return;
        }
        if (only.isPresent()) {
            FolderContents one = shelves.get(only.get());
            if (one != null) {
                visitor.visit(one, one.traces());
            }
            return;
        }
        for (FolderContents shelf : shelves.values()) {
            visitor.visit(shelf, shelf.traces());
        }
    }

    /** Whether there are too many traces to hold in memory. */
    public boolean isOverfull() {
        return overfull;
    }

    /** Completes once the inventory is up to date as of now or, if there are many traces, as of a short while ago. */
    synchronized CompletableFuture<Void> fresh() {
        if (loaded && (thorough || System.nanoTime() - readAgainFrom < 0)) {
            return CompletableFuture.completedFuture(null);
        }
        if (next == null) {
            next = new CompletableFuture<>();
            CompletableFuture<Void> mine = next;
            execute(() -> serve(FolderReader.Depth.changed), mine);
            return mine;
        }
        return next;
    }

    private void execute(Runnable work, CompletableFuture<Void> done) {
        try {
            thread.execute(work);
        } catch (RejectedExecutionException closed) {
            done.completeExceptionally(stopping());
        }
    }

    /** Waits until it is {@link #fresh}; for threads that may block. */
    public void awaitFresh() throws IOException {
        Futures.await(fresh());
    }

    /** Reads again what may have changed, and waits for the result. */
    void look(FolderReader.Depth depth) throws IOException {
        CompletableFuture<Void> done = new CompletableFuture<>();
        execute(() -> read(depth, done), done);
        Futures.await(done);
    }

    /** Adds a new trace. If its file can't be read now, the next reading finds it. */
    void add(Path path) {
        Optional<BasicFileAttributes> state = state(path);
        if (state.isEmpty() || overfull) {
            return;
        }
        KnownTrace trace = KnownTrace.of(path.getFileName().toString(), state.get());
        String own = path.getParent().getFileName().toString();
        shelves.compute(own, (same, shelf) -> {
            FolderContents there =
                    shelf == null ? new FolderContents(path.getParent(), folder.nameOf(path.getParent())) : shelf;
            there.add(trace);
            return there;
        });
        news.give();
    }

    private static Optional<BasicFileAttributes> state(Path path) {
        try {
            return TraceFolder.attributes(path).filter(BasicFileAttributes::isRegularFile);
        } catch (IOException unknown) {
            return Optional.empty();
        }
    }

    /** Removes a deleted trace. */
    public void remove(Path path) {
        Optional.ofNullable(shelves.get(path.getParent().getFileName().toString()))
                .ifPresent(shelf -> shelf.find(path.getFileName().toString()).ifPresent(shelf::remove));
    }

    /** Sets the numbers of a trace. */
    public void count(Path path, ListSummary summary) {
        Optional.ofNullable(shelves.get(path.getParent().getFileName().toString()))
                .flatMap(shelf -> shelf.find(path.getFileName().toString()))
                .ifPresent(trace -> trace.count(summary));
    }

    /** A signal that is given when there are new traces. */
    public Signal news() {
        return news;
    }

    @Override
    public void close() {
        stopping = true;
        thread.shutdown(); // queued work still runs, and fails
    }

    private static IOException stopping() {
        return new IOException("the collector is stopping");
    }

    private void serve(FolderReader.Depth depth) {
        CompletableFuture<Void> mine;
        synchronized (this) {
            mine = next;
            next = null;
        }
        read(depth, mine);
    }

    private void read(FolderReader.Depth depth, CompletableFuture<Void> done) {
        thorough = depth == FolderReader.Depth.all;
        try {
            if (stopping) {
                throw stopping();
            }
            if (!overfull || depth == FolderReader.Depth.all) {
                long begin = System.nanoTime();
                readAll(depth);
                long end = System.nanoTime();
                readAgainFrom = reader.names() < MANY_NAMES ? end : end + (end - begin) * SHARE_OF_TIME;
            }
            loaded = true;
            done.complete(null);
        } catch (IOException | RuntimeException | Error failure) {
            done.completeExceptionally(failure);
        } finally {
            thorough = false;
        }
    }

    private void readAll(FolderReader.Depth depth) throws IOException {
        overfull = !reader.read(depth, most, FOLDER_COUNTS_AS);
        if (overfull) {
            shelves.clear();
        }
        if (overfull || reader.foundNew()) {
            news.give();
        }
    }
}
