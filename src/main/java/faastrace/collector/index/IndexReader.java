package faastrace.collector.index;

import faastrace.trace.invocation.InvocationProfileFormat;
import faastrace.trace.invocation.MeasuredInvocation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** Reads the index. */
final class IndexReader implements AutoCloseable {
    private static final String ROW =
            "select id, folder, file, bytes, modified, millis, version, incomplete, leftout, late,"
                    + " samples, span, slowest, trace.checksum";

    private static final int PACKED = 15;
    private static final int PACKED_CHECKSUM = 16;

    private final Connection connection;
    private final PreparedStatement one;
    private final PreparedStatement ofFolder;
    private final PreparedStatement withHash;
    private final PreparedStatement withLeftOut;
    private final PreparedStatement packed;
    private final PreparedStatement after;

    IndexReader(Connection connection) throws SQLException {
        this.connection = connection;
        connection.setAutoCommit(true); // so that each query sees what was written before it
        one = connection.prepareStatement(ROW + " from trace where folder = ? and file = ?");
        ofFolder = connection.prepareStatement(ROW + ", content, invocations.checksum"
                + " from trace left join invocations on invocations.trace = trace.id"
                + " where folder = ? and millis >= ? and millis < ? order by millis, file");
        withHash = connection.prepareStatement(
                ROW + " from hashed join trace on trace.id = (key & 4294967295) where key between ? and ? limit ?");
        withLeftOut = connection.prepareStatement(ROW + " from trace where leftout > 0 limit ?");
        packed = connection.prepareStatement("select content, checksum from invocations where trace = ?");
        after = connection.prepareStatement(ROW + " from trace where id > ? order by id limit ?");
    }

    Optional<IndexedRow> find(String folder, String file) throws SQLException, DamagedRow {
        one.setString(1, folder);
        one.setString(2, file);
        try (ResultSet found = one.executeQuery()) {
            return found.next() ? Optional.of(row(found)) : Optional.empty();
        }
    }

    void visit(String folder, long from, long to, InvocationIndex.Visitor visitor) throws SQLException, IOException {
        ofFolder.setString(1, folder);
        ofFolder.setLong(2, from);
        ofFolder.setLong(3, to);
        try (ResultSet found = ofFolder.executeQuery()) {
            while (found.next()) {
                IndexedRow row = row(found);
                visitor.visit(
                        row.trace(), invocations(row.id(), found.getBytes(PACKED), found.getLong(PACKED_CHECKSUM)));
            }
        }
    }

    private static List<MeasuredInvocation> invocations(long trace, byte @Nullable [] packed, long checksum)
            throws DamagedRow {
        try {
            if (packed != null && checksum(trace, packed) == checksum) {
                return InvocationProfileFormat.unpack(packed);
            }
        } catch (IOException damaged) {
            throw new DamagedRow("a row can't be read", damaged);
        }
        throw new DamagedRow("a row does not match its checksum", null);
    }

    /**
     * The traces that may contain an invocation: those with an id that has the same hash, and those of which the index
     * does not have all invocations.
     */
    List<IndexedTrace> mayContain(String id, int most) throws SQLException, DamagedRow {
        long first = IndexWriter.key(id, 0);
        withHash.setLong(1, first);
        withHash.setLong(2, first | IndexWriter.MOST_TRACES);
        withHash.setInt(3, most);
        Set<IndexedTrace> traces = new LinkedHashSet<>(traces(withHash));
        withLeftOut.setInt(1, most - traces.size());
        traces.addAll(traces(withLeftOut));
        return List.copyOf(traces);
    }

    private static List<IndexedTrace> traces(PreparedStatement query) throws SQLException, DamagedRow {
        List<IndexedTrace> traces = new ArrayList<>();
        try (ResultSet found = query.executeQuery()) {
            while (found.next()) {
                traces.add(row(found).trace());
            }
        }
        return traces;
    }

    boolean contains(IndexedTrace trace, String id) throws SQLException, DamagedRow {
        Optional<IndexedRow> row =
                find(trace.folder(), trace.file()).filter(there -> there.trace().equals(trace));
        if (row.isEmpty()) {
            return false;
        }
        packed.setLong(1, row.get().id());
        try (ResultSet found = packed.executeQuery()) {
            byte[] bytes = found.next() ? found.getBytes(1) : null;
            long checksum = bytes == null ? 0 : found.getLong(2);
            return invocations(row.get().id(), bytes, checksum).stream()
                    .anyMatch(one -> one.id().equals(id));
        }
    }

    List<IndexedRow> after(long id, int most) throws SQLException, DamagedRow {
        after.setLong(1, id);
        after.setInt(2, most);
        List<IndexedRow> rows = new ArrayList<>();
        try (ResultSet found = after.executeQuery()) {
            while (found.next()) {
                rows.add(row(found));
            }
        }
        return rows;
    }

    private static IndexedRow row(ResultSet found) throws SQLException, DamagedRow {
        String folder = found.getString(2);
        String file = found.getString(3);
        String version = found.getString(7);
        if (folder == null || file == null || version == null) {
            throw new DamagedRow("a column is missing", null);
        }
        IndexedTrace trace = new IndexedTrace(
                folder,
                file,
                found.getLong(4),
                found.getLong(5),
                found.getLong(6),
                version,
                found.getInt(8) == 1,
                found.getLong(9),
                found.getLong(10));
        IndexedRow row = new IndexedRow(
                found.getLong(1), trace, new IndexedCounts(found.getLong(11), found.getLong(12), found.getLong(13)));
        if (checksum(row) != found.getLong(14)) {
            throw new DamagedRow("a row does not match its checksum", null);
        }
        return row;
    }

    /** The checksum of a row, because SQLite doesn't notice if a bit of a number or text was changed on disk. */
    static long checksum(IndexedRow row) {
        IndexedTrace trace = row.trace();
        IndexedCounts counts = row.counts();
        long[] numbers = {
            row.id(),
            trace.bytes(),
            trace.modified(),
            trace.millis(),
            trace.incomplete() ? 1 : 0,
            trace.leftOut(),
            trace.late(),
            counts.samples(),
            counts.spanNanos(),
            counts.slowestNanos()
        };
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Long.BYTES);
        for (long number : numbers) {
            bytes.putLong(number);
        }
        CRC32 sum = new CRC32();
        sum.update(bytes.array());
        sum.update((trace.folder() + "/" + trace.file() + "/" + trace.version()).getBytes(StandardCharsets.UTF_8));
        return sum.getValue();
    }

    /** The checksum of a trace's invocations. */
    static long checksum(long trace, byte[] packed) {
        CRC32 sum = new CRC32();
        sum.update(ByteBuffer.allocate(Long.BYTES).putLong(0, trace));
        sum.update(packed);
        return sum.getValue();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
