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
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/** Reads the index. */
final class IndexReader implements AutoCloseable {
    private static final String COLUMNS = "folder, file, bytes, modified, millis, version, incomplete";

    private static final String WHOLE_ROW = COLUMNS + ", checksum, invocations, samples, span, slowest";

    private final Connection connection;
    private final PreparedStatement counts;
    private final PreparedStatement ofFolder;
    private final PreparedStatement withHash;
    private final PreparedStatement after;

    IndexReader(Connection connection) throws SQLException {
        this.connection = connection;
        connection.setAutoCommit(true); // so that each query sees what was written before it
        counts = connection.prepareStatement("select " + WHOLE_ROW + " from trace where folder = ? and file = ?");
        ofFolder = connection.prepareStatement("select " + WHOLE_ROW
                + " from trace where folder = ? and millis >= ? and millis < ? order by millis, file");
        withHash = connection.prepareStatement(
                "select " + WHOLE_ROW + " from invocation join trace on trace.id = invocation.trace where hash = ?");
        after = connection.prepareStatement(
                "select " + COLUMNS + " from trace where (folder, file) > (?, ?) order by folder, file limit ?");
    }

    Optional<IndexedCounts> counts(String folder, String file, long bytes, long modified)
            throws SQLException, DamagedRow {
        counts.setString(1, folder);
        counts.setString(2, file);
        try (ResultSet found = counts.executeQuery()) {
            if (!found.next()) {
                return Optional.empty();
            }
            IndexedTrace trace = trace(found);
            invocations(trace, found);
            return trace.bytes() == bytes && trace.modified() == modified
                    ? Optional.of(counts(found))
                    : Optional.empty();
        }
    }

    private static IndexedCounts counts(ResultSet found) throws SQLException {
        return new IndexedCounts(found.getLong(10), found.getLong(11), found.getLong(12));
    }

    void visit(String folder, long from, long to, InvocationIndex.Visitor visitor) throws SQLException, IOException {
        ofFolder.setString(1, folder);
        ofFolder.setLong(2, from);
        ofFolder.setLong(3, to);
        try (ResultSet found = ofFolder.executeQuery()) {
            while (found.next()) {
                IndexedTrace trace = trace(found);
                visitor.visit(trace, invocations(trace, found));
            }
        }
    }

    private static List<MeasuredInvocation> invocations(IndexedTrace trace, ResultSet found)
            throws SQLException, DamagedRow {
        byte[] packed = found.getBytes(9);
        try {
            if (packed != null && checksum(trace, counts(found), packed) == found.getLong(8)) {
                return InvocationProfileFormat.unpack(packed);
            }
        } catch (IOException damaged) {
            throw new DamagedRow("a row can't be read", damaged);
        }
        throw new DamagedRow("a row does not match its checksum", null);
    }

    List<IndexedTrace> withInvocation(String id) throws SQLException, DamagedRow {
        withHash.setLong(1, IndexWriter.hash(id));
        List<IndexedTrace> traces = new ArrayList<>();
        try (ResultSet found = withHash.executeQuery()) {
            while (found.next()) {
                IndexedTrace trace = trace(found);
                if (invocations(trace, found).stream().anyMatch(one -> one.id().equals(id))) {
                    traces.add(trace);
                }
            }
        }
        return traces;
    }

    List<IndexedTrace> after(String folder, String file, int most) throws SQLException {
        after.setString(1, folder);
        after.setString(2, file);
        after.setInt(3, most);
        return traces(after);
    }

    boolean isSound() throws SQLException {
        return IndexTables.isSound(connection);
    }

    private static List<IndexedTrace> traces(PreparedStatement query) throws SQLException {
        List<IndexedTrace> traces = new ArrayList<>();
        try (ResultSet found = query.executeQuery()) {
            while (found.next()) {
                traces.add(trace(found));
            }
        }
        return traces;
    }

    private static IndexedTrace trace(ResultSet found) throws SQLException {
        return new IndexedTrace(
                found.getString(1),
                found.getString(2),
                found.getLong(3),
                found.getLong(4),
                found.getLong(5),
                found.getString(6),
                found.getInt(7) == 1);
    }

    /** The checksum of a row, because SQLite doesn't notice if a bit of a number or text was changed on disk. */
    static long checksum(IndexedTrace trace, IndexedCounts counts, byte[] invocations) {
        CRC32 sum = new CRC32();
        sum.update((trace + " " + counts).getBytes(StandardCharsets.UTF_8));
        sum.update(invocations);
        return sum.getValue();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
