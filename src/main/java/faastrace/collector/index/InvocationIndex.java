package faastrace.collector.index;

import faastrace.trace.invocation.MeasuredInvocation;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The invocations of all traces of a folder, in a database in that folder. The folder stays the source of truth: if the
 * index is missing or damaged, it is made again. A trace in the index may have been deleted or replaced in the
 * meantime, so callers compare each result with the folder.
 *
 * <p>All methods can be called by several threads. Reading does not wait for writing. Changes become visible after
 * {@link #flush}. If the index can't be used, all methods throw {@link IndexUnavailable} until {@link #tryAgain}
 * succeeds.
 */
public final class InvocationIndex implements AutoCloseable {
    /**
     * The number of invocations after which they are written. They take 8 bytes each. If fewer were written at once,
     * making a large index would take much longer.
     */
    private static final int MOST_PENDING = 300_000;

    /** The number of traces after which they are written. */
    private static final int MOST_CHANGES = 20_000;

    /** After this time, the index of a collector that no longer runs is deleted. */
    private static final Duration UNUSED = Duration.ofDays(1);

    private final Path directory;
    private final IndexLog log;
    private final ReentrantLock writing = new ReentrantLock();
    private final ReentrantLock reading = new ReentrantLock();
    private final AtomicInteger generation = new AtomicInteger(1);
    private final SoundnessCheck check = new SoundnessCheck();
    private @Nullable IndexFile file;
    /** Changes only while both locks are held. */
    private volatile @Nullable OpenIndex open;

    private volatile boolean closed;

    private InvocationIndex(Path directory, Consumer<String> say) {
        this.directory = directory;
        this.log = new IndexLog(directory, say);
    }

    /**
     * Opens the index of a folder. Creates the index if it is missing, or if another version of this program made it.
     *
     * @param say receives a line if the index can't be used, and a line when it can be used again
     */
    public static InvocationIndex open(Path directory, Consumer<String> say) {
        InvocationIndex index = new InvocationIndex(directory, say);
        index.tryAgain();
        return index;
    }

    /** Whether the index can be used now. */
    public boolean isAvailable() {
        return open != null;
    }

    /** If the index can't be used, tries to open it again. */
    public void tryAgain() {
        if (open == null) {
            exclusively(() -> {
                if (open == null && !closed) {
                    begin();
                }
            });
        }
    }

    /** Deletes the indexes of collectors that have not run for a day. */
    public void deleteUnused() {
        exclusively(() -> {
            try {
                if (file != null) {
                    file.deleteUnused(UNUSED);
                }
            } catch (IOException later) {
                // They take only disk space.
            }
        });
    }

    /** The number of this index. It changes after each failure: what was not flushed may be missing then. */
    public int generation() {
        return generation.get();
    }

    /** Something that is done with the database. */
    private interface Work<T> {
        T done(OpenIndex open) throws SQLException, IOException;
    }

    /** The row of a trace; empty if the index doesn't have the trace in this state. */
    public Optional<IndexedRow> find(String folder, String name, long bytes, long modified) throws IOException {
        return guarded(reading, index -> index.reader().find(folder, name))
                .filter(row -> row.trace().bytes() == bytes && row.trace().modified() == modified);
    }

    /** Adds a trace with its invocations. Replaces an earlier state of the trace. */
    public void add(IndexedTrace trace, IndexedCounts counts, List<MeasuredInvocation> invocations) throws IOException {
        guarded(writing, index -> {
            IndexWriter writer = index.writer();
            writer.add(trace, counts, invocations);
            return flushIf(writer, writer.changes() >= MOST_CHANGES || writer.pending() >= MOST_PENDING);
        });
    }

    /** Removes traces. */
    public void remove(List<IndexedTrace> traces) throws IOException {
        guarded(writing, index -> {
            IndexWriter writer = index.writer();
            writer.commit(); // so that no keys are pending, which would be searched for each of these traces
            for (IndexedTrace trace : traces) {
                writer.remove(trace.folder(), trace.file());
            }
            return flushIf(writer, true);
        });
    }

    /** Writes all changes. */
    public void flush() throws IOException {
        guarded(writing, index -> flushIf(index.writer(), true));
    }

    private static boolean flushIf(IndexWriter writer, boolean due) throws SQLException {
        if (due) {
            writer.commit();
        }
        return due;
    }

    /**
     * The traces that may contain an invocation with this id, at most the given number. {@link #contains} knows whether
     * they do, unless invocations of the trace were left out.
     */
    public List<IndexedTrace> mayContain(String id, int most) throws IOException {
        return guarded(reading, index -> index.reader().mayContain(id, most));
    }

    /** Whether a trace contains an invocation with this id. */
    public boolean contains(IndexedTrace trace, String id) throws IOException {
        return guarded(reading, index -> index.reader().contains(trace, id));
    }

    /** Receives the traces of a folder with their invocations. */
    public interface Visitor {
        void visit(IndexedTrace trace, List<MeasuredInvocation> invocations) throws IOException;
    }

    /**
     * Visits the traces of a folder that were received from {@code from} (inclusive) to {@code to} (exclusive), the
     * oldest first. The times are in milliseconds since 1970.
     */
    public void visit(String folder, long from, long to, Visitor visitor) throws IOException {
        guarded(reading, index -> {
            index.reader().visit(folder, from, to, visitor);
            return true;
        });
    }

    /** The rows after the row with the given number, at most so many, in the order of their numbers. */
    public List<IndexedRow> after(long row, int most) throws IOException {
        return guarded(reading, index -> index.reader().after(row, most));
    }

    /**
     * Checks the whole database, which takes seconds if it is large. A damaged database is made again. Other methods
     * don't wait for this.
     */
    public void check() throws IOException {
        OpenIndex checked = open;
        int number = generation.get();
        if (checked == null) {
            return;
        }
        try {
            if (!check.isSound(checked.path())) {
                throw new DamagedRow("the integrity check failed", null);
            }
        } catch (DamagedRow | SQLException failure) {
            if (!closed && (failure instanceof DamagedRow || IndexTables.isDamage((SQLException) failure))) {
                throw afterFailure(number, failure);
            }
        }
    }

    private <T> T guarded(ReentrantLock lock, Work<T> work) throws IOException {
        int number;
        Exception failure;
        lock.lock();
        try {
            OpenIndex now = open;
            if (now == null) {
                throw new IndexUnavailable(closed ? "the collector is stopping" : "the index can't be used now", null);
            }
            return work.done(now);
        } catch (DamagedRow | SQLException failed) {
            failure = failed;
            number = generation.get();
        } finally {
            lock.unlock();
        }
        throw afterFailure(number, failure);
    }

    /** Makes a damaged index again. Closes an index that can't be used for another reason. */
    private IndexUnavailable afterFailure(int number, Exception failure) {
        boolean damaged = !(failure instanceof SQLException database) || IndexTables.isDamage(database);
        exclusively(() -> {
            if (closed || number != generation.get()) {
                return; // Another thread has noticed the same failure.
            }
            end();
            generation.incrementAndGet();
            if (damaged) {
                log.damaged(failure);
                deleteAndBegin();
            } else {
                log.unavailable(failure);
            }
        });
        String what = damaged ? "was damaged and is being made again" : "can't be used now: " + failure.getMessage();
        return new IndexUnavailable("the index " + what, failure);
    }

    private void exclusively(Runnable work) {
        writing.lock();
        reading.lock();
        try {
            work.run();
        } finally {
            reading.unlock();
            writing.unlock();
        }
    }

    /** Opens the database. If it is damaged, or if another version of this program made it, deletes it. */
    private void begin() {
        try {
            if (file == null) {
                file = IndexFile.take(directory);
            }
            open = OpenIndex.of(file.path());
            log.available();
        } catch (SQLException failure) {
            if (IndexTables.isDamage(failure)) {
                generation.incrementAndGet();
                deleteAndBegin();
            } else {
                log.unavailable(failure);
            }
        } catch (IOException | RuntimeException | LinkageError unusable) {
            log.unavailable(unusable);
        }
    }

    private void deleteAndBegin() {
        try {
            if (file != null) {
                file.delete();
                open = OpenIndex.of(file.path());
                log.available();
            }
        } catch (IOException | SQLException | RuntimeException | LinkageError unusable) {
            log.unavailable(unusable);
        }
    }

    private void end() {
        Optional.ofNullable(open).ifPresent(OpenIndex::close);
        open = null;
    }

    @Override
    public void close() {
        closed = true;
        check.cancel();
        exclusively(() -> {
            end();
            if (file != null) {
                file.close();
                file = null;
            }
        });
    }
}
