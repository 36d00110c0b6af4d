package faastrace.collector.index;

import faastrace.trace.invocation.InvocationProfileFormat;
import faastrace.trace.invocation.MeasuredInvocation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;

/**
 * Writes the index.
 *
 * <p>To find the traces of an invocation, each invocation has a key: the hash of its id in the upper 32 bits, and the
 * number of its trace in the lower 32 bits. Keys are spread over the whole table, so many of them are written at once,
 * sorted. Otherwise, almost every page of the table would be written for each few traces.
 */
final class IndexWriter implements AutoCloseable {
    /** The largest number of a trace. */
    static final long MOST_TRACES = 0xffffffffL;

    /** How many keys one statement inserts, because each statement takes time. */
    private static final int AT_ONCE = 64;

    private final Connection connection;
    private final PreparedStatement find;
    private final PreparedStatement insert;
    private final PreparedStatement insertInvocations;
    private final PreparedStatement delete;
    private final PreparedStatement deleteInvocations;
    private final PreparedStatement deleteKey;
    private final PreparedStatement insertKeys;
    private final PreparedStatement insertKey;
    private long[] keys = new long[1024];
    private int pending;
    private int changes;
    private long next;

    IndexWriter(Connection connection) throws SQLException {
        this.connection = connection;
        find = connection.prepareStatement("select trace.id, content"
                + " from trace left join invocations on invocations.trace = trace.id where folder = ? and file = ?");
        insert = connection.prepareStatement(
                "insert or ignore into trace values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        insertInvocations = connection.prepareStatement("insert into invocations values (?, ?, ?)");
        delete = connection.prepareStatement("delete from trace where id = ?");
        deleteInvocations = connection.prepareStatement("delete from invocations where trace = ?");
        deleteKey = connection.prepareStatement("delete from hashed where key = ?");
        insertKeys =
                connection.prepareStatement("insert or ignore into hashed values (?)" + ", (?)".repeat(AT_ONCE - 1));
        insertKey = connection.prepareStatement("insert or ignore into hashed values (?)");
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("select max((select coalesce(max(id), 0) from trace),"
                        + " (select coalesce(max(trace), 0) from invocations))")) {
            next = found.next() ? found.getLong(1) + 1 : 1;
        }
    }

    /** The number of invocations that were added since the last commit. */
    int pending() {
        return pending;
    }

    /** The number of traces that were added or removed since the last commit. */
    int changes() {
        return changes;
    }

    void add(IndexedTrace trace, IndexedCounts counts, List<MeasuredInvocation> invocations)
            throws SQLException, DamagedRow {
        if (next > MOST_TRACES) {
            throw new DamagedRow("all numbers of traces are used up", null);
        }
        IndexedRow row = new IndexedRow(next++, trace, counts);
        if (!insert(row)) {
            remove(trace.folder(), trace.file());
            insert(row);
        }
        byte[] packed = InvocationProfileFormat.pack(invocations);
        insertInvocations.setLong(1, row.id());
        insertInvocations.setLong(2, IndexReader.checksum(row.id(), packed));
        insertInvocations.setBytes(3, packed);
        insertInvocations.executeUpdate();
        if (pending + invocations.size() > keys.length) {
            keys = Arrays.copyOf(keys, Math.max(2 * keys.length, pending + invocations.size()));
        }
        for (MeasuredInvocation one : invocations) {
            keys[pending++] = key(one.id(), row.id());
        }
        changes++;
    }

    /** Inserts a row. Returns false if there is an earlier state of the trace. */
    private boolean insert(IndexedRow row) throws SQLException {
        IndexedTrace trace = row.trace();
        IndexedCounts counts = row.counts();
        insert.setLong(1, row.id());
        insert.setString(2, trace.folder());
        insert.setString(3, trace.file());
        insert.setLong(4, trace.bytes());
        insert.setLong(5, trace.modified());
        insert.setLong(6, trace.millis());
        insert.setString(7, trace.version());
        insert.setInt(8, trace.incomplete() ? 1 : 0);
        insert.setLong(9, trace.leftOut());
        insert.setLong(10, trace.late());
        insert.setLong(11, counts.samples());
        insert.setLong(12, counts.spanNanos());
        insert.setLong(13, counts.slowestNanos());
        insert.setLong(14, IndexReader.checksum(row));
        return insert.executeUpdate() > 0;
    }

    /** Removes a trace and the keys of its invocations. Throws {@link DamagedRow} if the row can't be read. */
    void remove(String folder, String file) throws SQLException, DamagedRow {
        find.setString(1, folder);
        find.setString(2, file);
        long id;
        long[] old;
        try (ResultSet found = find.executeQuery()) {
            if (!found.next()) {
                return;
            }
            id = found.getLong(1);
            byte[] packed = found.getBytes(2);
            if (packed == null) {
                throw new DamagedRow("the invocations of a row are missing", null);
            }
            old = InvocationProfileFormat.unpack(packed).stream()
                    .mapToLong(one -> key(one.id(), id))
                    .toArray();
        } catch (IOException damaged) {
            throw new DamagedRow("a row can't be read", damaged);
        }
        forgetPending(id);
        for (long key : old) {
            deleteKey.setLong(1, key);
            deleteKey.executeUpdate();
        }
        delete.setLong(1, id);
        delete.executeUpdate();
        deleteInvocations.setLong(1, id);
        deleteInvocations.executeUpdate();
        changes++;
    }

    private void forgetPending(long trace) {
        int kept = 0;
        for (int i = 0; i < pending; i++) {
            if ((keys[i] & MOST_TRACES) != trace) {
                keys[kept++] = keys[i];
            }
        }
        pending = kept;
    }

    /** Writes the changes. Sorts the keys first, because then fewer pages of the database are written. */
    void commit() throws SQLException {
        Arrays.sort(keys, 0, pending);
        int done = 0;
        try {
            for (; pending - done >= AT_ONCE; done += AT_ONCE) {
                for (int i = 0; i < AT_ONCE; i++) {
                    insertKeys.setLong(i + 1, keys[done + i]);
                }
                insertKeys.executeUpdate();
            }
            for (; done < pending; done++) {
                insertKey.setLong(1, keys[done]);
                insertKey.executeUpdate();
            }
        } finally {
            pending = 0;
        }
        changes = 0;
        connection.commit();
    }

    /** The key of an invocation. Two ids can have the same hash, so callers check the traces that they find. */
    static long key(String id, long trace) {
        long hash = 0xcbf29ce484222325L; // FNV-1a
        for (byte one : id.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ one) * 0x100000001b3L;
        }
        return (hash ^ hash << Integer.SIZE) & ~MOST_TRACES | trace;
    }

    @Override
    public void close() throws SQLException {
        try {
            commit();
        } finally {
            connection.close();
        }
    }
}
