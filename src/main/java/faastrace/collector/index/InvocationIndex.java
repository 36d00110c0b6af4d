package faastrace.collector.index;

import faastrace.trace.invocation.MeasuredInvocation;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The invocations of all traces of a folder, in a database in that folder. The folder stays the source of truth: if the
 * index is missing or damaged, it is made again. A trace in the index may have been deleted or replaced in the
 * meantime, so callers compare each result with the folder.
 *
 * <p>All methods can be called by several threads. Changes become visible after {@link #flush}.
 */
public final class InvocationIndex implements AutoCloseable {
    /** The number of changes after which they are written. */
    private static final int AT_ONCE = 500;

    /** The number of invocations after which they are written. */
    private static final int MOST_PENDING = 20_000;

    private final IndexFile file;
    private final Consumer<String> say;
    private @Nullable IndexWriter writer;
    private @Nullable IndexReader reader;
    private final AtomicInteger generation = new AtomicInteger(1);
    private boolean closed;

    private InvocationIndex(IndexFile file, Consumer<String> say) {
        this.file = file;
        this.say = say;
    }

    /**
     * Opens the index of a folder. Creates the index if it is missing, or if another version of this program made it.
     *
     * @param say receives a line if the index is damaged
     * @throws IOException if the folder can't have an index
     */
    public static InvocationIndex open(Path directory, Consumer<String> say) throws IOException {
        IndexFile file = IndexFile.take(directory);
        InvocationIndex index = new InvocationIndex(file, say);
        try {
            index.begin();
        } catch (SQLException | IOException | RuntimeException | LinkageError failure) {
            try {
                index.end();
                file.delete();
                index.begin();
            } catch (SQLException | RuntimeException | LinkageError unusable) {
                file.close();
                throw new IndexUnavailable("the index can't be used: " + unusable.getMessage(), unusable);
            } catch (IOException unusable) {
                file.close();
                throw unusable;
            }
        }
        return index;
    }

    /**
     * The number of this index. It changes if the index was damaged and is made again: then all traces have to be added
     * again.
     */
    public int generation() {
        return generation.get();
    }

    /** Something that is done with the database. */
    private interface Work<T> {
        T done() throws SQLException, IOException;
    }

    /** The sort numbers of a trace; empty if the index doesn't have the trace in this state. */
    public Optional<IndexedCounts> counts(String folder, String name, long bytes, long modified) throws IOException {
        return guarded(() -> reader().counts(folder, name, bytes, modified));
    }

    /** Adds a trace with its invocations. Replaces an earlier state of the trace. */
    public void add(IndexedTrace trace, IndexedCounts counts, List<MeasuredInvocation> invocations) throws IOException {
        guarded(() -> {
            IndexWriter there = writer();
            there.add(trace, counts, invocations);
            return flushIf(there.changes() >= AT_ONCE || there.pending() >= MOST_PENDING);
        });
    }

    /** Removes traces. */
    public void remove(List<IndexedTrace> traces) throws IOException {
        guarded(() -> {
            IndexWriter there = writer();
            for (IndexedTrace trace : traces) {
                there.remove(trace.folder(), trace.file());
            }
            return flushIf(true);
        });
    }

    /** Writes all changes. */
    public void flush() throws IOException {
        guarded(() -> flushIf(true));
    }

    private boolean flushIf(boolean due) throws SQLException, IOException {
        if (due) {
            writer().commit();
        }
        return due;
    }

    /** The traces that contain an invocation with this id. */
    public List<IndexedTrace> withInvocation(String id) throws IOException {
        return guarded(() -> reader().withInvocation(id));
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
        guarded(() -> {
            reader().visit(folder, from, to, visitor);
            return true;
        });
    }

    /** All traces in the index after the given one, at most the given number, sorted by folder and file. */
    public List<IndexedTrace> after(String folder, String name, int most) throws IOException {
        return guarded(() -> reader().after(folder, name, most));
    }

    /** Checks the whole database, which takes seconds if it is large. A damaged database is made again. */
    public void check() throws IOException {
        guarded(() -> {
            if (!reader().isSound()) {
                throw new DamagedRow("the integrity check failed", null);
            }
            return true;
        });
    }

    private synchronized <T> T guarded(Work<T> work) throws IOException {
        if (closed) {
            throw new IndexUnavailable("the collector is stopping", null);
        }
        try {
            return work.done();
        } catch (DamagedRow damage) {
            makeAgain(damage);
            throw new IndexUnavailable("the index was damaged and is being made again", damage);
        } catch (SQLException failure) {
            if (IndexTables.isDamage(failure)) {
                makeAgain(failure);
                throw new IndexUnavailable("the index was damaged and is being made again", failure);
            }
            end();
            throw new IndexUnavailable("the index can't be used now: " + failure.getMessage(), failure);
        }
    }

    private void makeAgain(Exception damage) throws IOException {
        say.accept("The index of invocations was damaged (" + damage.getMessage() + "). It is being made again.");
        end();
        try {
            file.delete();
            begin();
        } catch (SQLException unusable) {
            throw new IndexUnavailable("the index can't be used: " + unusable.getMessage(), unusable);
        } finally {
            generation.incrementAndGet();
        }
    }

    private void begin() throws SQLException, IOException {
        end();
        Connection first = IndexTables.open(file.path());
        try {
            writer = new IndexWriter(first);
        } catch (SQLException | RuntimeException failure) {
            first.close();
            throw failure;
        }
        Connection second = IndexTables.open(file.path());
        try {
            reader = new IndexReader(second);
        } catch (SQLException | RuntimeException failure) {
            second.close();
            throw failure;
        }
    }

    private IndexWriter writer() throws SQLException, IOException {
        if (writer == null) {
            begin();
        }
        return Objects.requireNonNull(writer);
    }

    private IndexReader reader() throws SQLException, IOException {
        if (reader == null) {
            begin();
        }
        return Objects.requireNonNull(reader);
    }

    private void end() {
        List<AutoCloseable> open = new ArrayList<>();
        Optional.ofNullable(writer).ifPresent(open::add);
        Optional.ofNullable(reader).ifPresent(open::add);
        writer = null;
        reader = null;
        for (AutoCloseable one : open) {
            try {
                one.close();
            } catch (Exception damaged) {
                // The database is deleted, or the program ends.
            }
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            end();
            file.close();
        }
    }
}
