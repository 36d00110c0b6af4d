package faastrace.collector.index;

import faastrace.trace.invocation.InvocationProfileFormat;
import faastrace.trace.invocation.MeasuredInvocation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

/** Writes the index. */
final class IndexWriter implements AutoCloseable {
    private record Hashed(long hash, long trace) {}

    private final Connection connection;
    private final PreparedStatement find;
    private final PreparedStatement insert;
    private final PreparedStatement delete;
    private final PreparedStatement deleteHash;
    private final PreparedStatement insertHash;
    private final List<Hashed> hashes = new ArrayList<>();
    private int changes;

    IndexWriter(Connection connection) throws SQLException {
        this.connection = connection;
        find = connection.prepareStatement("select id, invocations from trace where folder = ? and file = ?");
        insert = connection.prepareStatement("insert into trace (folder, file, bytes, modified, millis, version,"
                + " incomplete, samples, span, slowest, checksum, invocations)"
                + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning id");
        delete = connection.prepareStatement("delete from trace where id = ?");
        deleteHash = connection.prepareStatement("delete from invocation where hash = ? and trace = ?");
        insertHash = connection.prepareStatement("insert or ignore into invocation values (?, ?)");
    }

    /** The number of invocations that were added since the last commit. */
    int pending() {
        return hashes.size();
    }

    /** The number of traces that were added or removed since the last commit. */
    int changes() {
        return changes;
    }

    void add(IndexedTrace trace, IndexedCounts counts, List<MeasuredInvocation> invocations)
            throws SQLException, DamagedRow {
        remove(trace.folder(), trace.file());
        byte[] packed = InvocationProfileFormat.pack(invocations);
        insert.setString(1, trace.folder());
        insert.setString(2, trace.file());
        insert.setLong(3, trace.bytes());
        insert.setLong(4, trace.modified());
        insert.setLong(5, trace.millis());
        insert.setString(6, trace.version());
        insert.setInt(7, trace.incomplete() ? 1 : 0);
        insert.setLong(8, counts.samples());
        insert.setLong(9, counts.spanNanos());
        insert.setLong(10, counts.slowestNanos());
        insert.setLong(11, IndexReader.checksum(trace, counts, packed));
        insert.setBytes(12, packed);
        try (ResultSet made = insert.executeQuery()) {
            made.next();
            long id = made.getLong(1);
            for (MeasuredInvocation one : invocations) {
                hashes.add(new Hashed(hash(one.id()), id));
            }
        }
        changes++;
    }

    /** Removes a trace and the hashes of its invocations. Throws {@link DamagedRow} if the row can't be read. */
    void remove(String folder, String file) throws SQLException, DamagedRow {
        find.setString(1, folder);
        find.setString(2, file);
        List<Hashed> old = new ArrayList<>();
        long id = 0;
        try (ResultSet found = find.executeQuery()) {
            if (!found.next()) {
                return;
            }
            id = found.getLong(1);
            for (MeasuredInvocation one : InvocationProfileFormat.unpack(found.getBytes(2))) {
                old.add(new Hashed(hash(one.id()), id));
            }
        } catch (IOException damaged) {
            throw new DamagedRow("a row can't be read", damaged);
        }
        hashes.removeAll(new HashSet<>(old));
        run(deleteHash, old);
        delete.setLong(1, id);
        delete.executeUpdate();
        changes++;
    }

    private static void run(PreparedStatement statement, List<Hashed> some) throws SQLException {
        for (Hashed one : some) {
            statement.setLong(1, one.hash());
            statement.setLong(2, one.trace());
            statement.addBatch();
        }
        if (!some.isEmpty()) {
            statement.executeBatch();
        }
    }

    /** Writes the changes. Sorts the hashes first, because then fewer pages of the database are written. */
    void commit() throws SQLException {
        hashes.sort(Comparator.comparingLong(Hashed::hash));
        try {
            run(insertHash, hashes);
        } finally {
            hashes.clear();
        }
        changes = 0;
        connection.commit();
    }

    /** A 64-bit hash of an id (FNV-1a). Ids with the same hash do no harm, because callers check the traces. */
    static long hash(String id) {
        long hash = 0xcbf29ce484222325L;
        for (byte one : id.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ one) * 0x100000001b3L;
        }
        return hash;
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
