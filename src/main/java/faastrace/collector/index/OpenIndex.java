package faastrace.collector.index;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * The open database of an index. It has a connection for writing and another for reading, so that readers don't wait
 * for the writer.
 */
record OpenIndex(Path path, IndexWriter writer, IndexReader reader) {
    /** Opens the database at the given path. Creates missing tables. */
    static OpenIndex of(Path path) throws SQLException {
        Connection first = IndexTables.open(path);
        Connection second = null;
        try {
            second = IndexTables.open(path);
            return new OpenIndex(path, new IndexWriter(first), new IndexReader(second));
        } catch (SQLException | RuntimeException failure) {
            first.close();
            if (second != null) {
                second.close();
            }
            throw failure;
        }
    }

    void close() {
        try {
            writer.close();
        } catch (SQLException damaged) {
            // The database is deleted, or the program ends.
        }
        try {
            reader.close();
        } catch (SQLException damaged) {
            // The same.
        }
    }
}
