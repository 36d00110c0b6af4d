package faastrace.collector.store;

import faastrace.files.ParentFolder;
import faastrace.pages.ListSummary;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps data about the folder's traces in memory, so that lists need no disk access. The folder stays the source of
 * truth: before a list is made, one thread reads the folders that have changed. If several requests are waiting, they
 * share the result. If there are too many traces to keep in memory, none are kept, and every list is read from disk.
 */
public final class Inventory implements AutoCloseable {
    /**
     * The maximum heap size, divided by this number of bytes, is the maximum number of traces. A trace takes far fewer
     * bytes than this, so all traces together take at most a seventh of the heap.
     */
    private static final int HEAP_FOR_EACH = 600;

    /** A folder takes as much memory as this number of traces. */
    private static final int FOLDER_COUNTS_AS = 4;

    /** If there are this many files and folders, they are not read for every request, because that takes too long. */
    private static final int MANY_NAMES = 10_000;

    /** If there are so many names, the pause after reading them is this many times as long as the reading took. */
    private static final int SHARE_OF_TIME = 20;

    private final TraceFolder folder;
    private volatile long most;
    private final Map<String, FolderContents> shelves = new ConcurrentHashMap<>();
    private final Signal news = new Signal();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread made = new Thread(work, "collector-inventory");
        made.setDaemon(true);
        return made;
    });
    private final FolderReader reader;
    private @Nullable CompletableFuture<Void> next;
    private volatile boolean loaded;
    private volatile boolean stopping;
    private volatile boolean overfull;
    private volatile boolean thorough;
    private volatile long readAgainFrom = System.nanoTime();

    Inventory(TraceFolder folder) {
        this(folder, Runtime.getRuntime().maxMemory() / HEAP_FOR_EACH);
    }

    /** @param most the maximum number of traces to keep in memory */
    Inventory(TraceFolder folder, long most) {
        this.folder = folder;
        this.most = most;
        this.reader = new FolderReader(folder, shelves);
    }

    /** Keeps at most so many traces in memory from now on. Otherwise, the maximum depends on the heap. */
    public void keepAtMost(long traces) {
        most = traces;
    }

    /** Receives the traces of a folder. They can be passed in one call or in several calls. */
    public interface Visitor {
        /** @param traces the traces, sorted */
        public void visit(FolderContents contents, KnownTrace[] traces) throws IOException;
    }

    /**
     * Visits the traces that are known from the last reading of the folder and from later changes by this collector.
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
        for (FolderContents contents : shelves.values()) {
            visitor.visit(contents, contents.traces());
        }
    }

    /** Whether all traces are in memory. */
    boolean hasAll() {
        return loaded && !overfull;
    }

    /**
     * A trace in the folder with this own name that has or had this id, as far as it is in memory. Waits until the
     * folder has been read once.
     */
    Optional<KnownTrace> findById(String own, long id) throws IOException {
        if (!loaded) {
            awaitFresh();
        }
        return Optional.ofNullable(shelves.get(own)).flatMap(contents -> contents.findById(id));
    }

    /** Whether there are too many traces to keep in memory. */
    public boolean isOverfull() {
        return overfull;
    }

    /**
     * Returns a future that completes when the inventory is up to date. If there are many traces, the most recent
     * changes by other programs may be missing.
     */
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

    /**
     * Waits until the inventory is up to date, as {@link #fresh} does. Use it only on threads that are allowed to
     * block.
     */
    public void awaitFresh() throws IOException {
        Futures.await(fresh());
    }

    /** Reads the folders again, and waits until this is done. */
    void look(FolderReader.Depth depth) throws IOException {
        CompletableFuture<Void> done = new CompletableFuture<>();
        execute(() -> read(depth, done), done);
        Futures.await(done);
    }

    /** Adds a new trace. If its file can't be read now, the next reading finds the trace. */
    public void add(Path path) {
        Optional<BasicFileAttributes> state = state(path);
        if (state.isEmpty() || overfull) {
            return;
        }
        KnownTrace trace = KnownTrace.of(path.getFileName().toString(), state.get());
        Path parent = ParentFolder.of(path);
        String own = parent.getFileName().toString();
        shelves.compute(own, (same, contents) -> {
            FolderContents there = contents == null ? new FolderContents(parent, folder.nameOf(parent)) : contents;
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

    /** The trace with this file name in the folder with this own name, as far as it is in memory. */
    public Optional<KnownTrace> find(String own, String file) {
        return Optional.ofNullable(shelves.get(own)).flatMap(contents -> contents.find(file));
    }

    /** Like {@link #find}, but if there are too many traces to keep in memory, looks for the file. */
    public Optional<KnownTrace> findState(String own, String file) {
        return overfull
                ? folder.find(own, file).flatMap(path -> state(path).map(state -> KnownTrace.of(file, state)))
                : find(own, file);
    }

    /** Removes a deleted trace. */
    public void remove(Path path) {
        Optional.ofNullable(shelves.get(ParentFolder.of(path).getFileName().toString()))
                .ifPresent(
                        contents -> contents.find(path.getFileName().toString()).ifPresent(contents::remove));
    }

    /** Sets the statistics of a trace. */
    public void count(Path path, ListSummary summary) {
        find(ParentFolder.of(path).getFileName().toString(), path.getFileName().toString())
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
            mine = Objects.requireNonNull(next); // set before this work was queued
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
