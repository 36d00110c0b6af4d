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
 * The traces of the folder, in memory, so that lists need no disk access. The folder stays the source of truth: one
 * thread reads again what has changed, for all requests that wait for it. If there are too many traces to hold, none
 * are held, and every list is read from the disk.
 */
public final class Inventory implements AutoCloseable {
    /** A seventh of the heap at most. */
    private static final int HEAP_FOR_EACH = 600;

    private static final int FOLDER_COUNTS_AS = 4;

    /** Reading so many names takes a while: then it is not done again for each request. */
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

    /** @param most how many traces it may hold */
    Inventory(TraceFolder folder, long most) {
        this.folder = folder;
        this.most = most;
        this.reader = new FolderReader(folder, shelves);
    }

    /** Gets the traces of a folder, some or all of them at a time. */
    public interface Visitor {
        /** @param traces in their order */
        public void visit(FolderContents shelf, KnownTrace[] traces) throws IOException;
    }

    /** Shows what was in the folder when it was last read, and what this collector did since. */
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

    /** Whether there are so many traces that none are held. */
    public boolean isOverfull() {
        return overfull;
    }

    /** Done once it knows what lay in the folder when it was asked, or, of many traces, a short while before. */
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

    /** Returns once it is {@link #fresh}; for threads that may wait. */
    public void awaitFresh() throws IOException {
        Futures.await(fresh());
    }

    /** Reads again whatever may have changed, and returns when that is done. */
    void look(FolderReader.Depth depth) throws IOException {
        CompletableFuture<Void> done = new CompletableFuture<>();
        execute(() -> read(depth, done), done);
        Futures.await(done);
    }

    /** A trace is there. Where that can't be seen now, the next reading finds it. */
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

    /** A trace is gone. */
    public void remove(Path path) {
        Optional.ofNullable(shelves.get(path.getParent().getFileName().toString()))
                .ifPresent(shelf -> shelf.find(path.getFileName().toString()).ifPresent(shelf::remove));
    }

    /** The numbers of a trace are known. */
    public void count(Path path, ListSummary summary) {
        Optional.ofNullable(shelves.get(path.getParent().getFileName().toString()))
                .flatMap(shelf -> shelf.find(path.getFileName().toString()))
                .ifPresent(trace -> trace.count(summary));
    }

    /** Given whenever there are traces that it did not know before. */
    public Signal news() {
        return news;
    }

    @Override
    public void close() {
        stopping = true;
        thread.shutdown(); // what waits in line has its turn, and fails
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
