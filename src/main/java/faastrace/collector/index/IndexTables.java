package faastrace.collector.index;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/** The tables of the index, and the settings of its database. */
final class IndexTables {
    /** Changes with the tables. A database with another number is deleted. */
    private static final int VERSION = 3;

    private static final int SECOND = 1000;
    private static final Set<PosixFilePermission> ONLY_OWNER = PosixFilePermissions.fromString("rwx------");

    /** The bits of an error code that name the kind of error, without its details. */
    private static final int PRIMARY_CODE = 0xff;

    /** SQLITE_ERROR, as if a table were missing. */
    private static final int OTHER_TABLES = 1;

    /** SQLITE_ERROR (for example, a table is missing), SQLITE_CORRUPT, SQLITE_FORMAT and SQLITE_NOTADB. */
    private static final Set<Integer> DAMAGE = Set.of(1, 11, 24, 26);

    private IndexTables() {}

    /**
     * Opens the database. Creates missing tables.
     *
     * <p>The index can be computed again, so nothing is synced to disk. If the machine loses power, the database may be
     * damaged; then it is deleted.
     *
     * <p>The path is passed as a URI, because the driver would take a question mark in a path as the start of settings.
     *
     * @throws SQLException if the file is not a database, or if it has other tables
     */
    static Connection open(Path path) throws SQLException {
        chooseFolderOfLibrary(path);
        Connection connection = DriverManager.getConnection(
                "jdbc:sqlite:" + path.toAbsolutePath().toUri());
        try (Statement statement = connection.createStatement()) {
            statement.execute("pragma busy_timeout = " + 10 * SECOND);
            statement.execute("pragma journal_mode = wal");
            statement.execute("pragma synchronous = off");
            statement.execute("pragma cache_size = -8000"); // 8 MB
            create(statement);
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException | RuntimeException failure) {
            connection.close();
            throw failure;
        }
    }

    /**
     * SQLite's library is copied to a folder before it is loaded. By default, this is the temporary folder. In
     * containers, that folder is often read-only, so a folder next to the database is used instead. Nobody else may
     * write to that folder, because what is loaded from it runs as this user.
     */
    private static void chooseFolderOfLibrary(Path database) throws SQLException {
        if (Files.isWritable(Path.of(System.getProperty("java.io.tmpdir")))) {
            return;
        }
        Path folder = database.toAbsolutePath().resolveSibling(".index.library");
        try {
            makeOwn(folder);
            boolean own = Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                    && Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS)
                            .equals(ONLY_OWNER)
                    && Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS)
                            .equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
            if (!own) {
                throw new SQLException(folder + " could be changed by other users, so no library is loaded from it");
            }
        } catch (IOException refused) {
            throw new SQLException(refused);
        }
        System.setProperty("org.sqlite.tmpdir", folder.toString());
    }

    private static void makeOwn(Path folder) throws IOException {
        try {
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(ONLY_OWNER));
        } catch (FileAlreadyExistsException there) {
            // The caller checks who owns it.
        }
    }

    private static void create(Statement statement) throws SQLException {
        int version = number(statement, "pragma user_version");
        if (version == 0 && number(statement, "select count(*) from sqlite_master") == 0) {
            statement.execute("begin");
            // The invocations are in a table of their own, so that the other columns of all traces are read quickly.
            statement.execute("create table trace (id integer primary key, folder text not null, file text not null,"
                    + " bytes integer not null, modified integer not null, millis integer not null,"
                    + " version text not null, incomplete integer not null, leftout integer not null, late integer not null,"
                    + " samples integer not null, span integer not null, slowest integer not null,"
                    + " checksum integer not null, unique (folder, file))");
            statement.execute("create index trace_time on trace (folder, millis)");
            statement.execute("create index trace_leftout on trace (leftout) where leftout > 0");
            statement.execute("create table invocations"
                    + " (trace integer primary key, checksum integer not null, content blob not null)");
            // The key contains the hash of an invocation's id and the trace: see IndexWriter.
            statement.execute("create table hashed (key integer primary key)");
            statement.execute("pragma user_version = " + VERSION);
            statement.execute("commit");
        } else if (version != VERSION) {
            throw new SQLException("another version of faas-trace made the index", null, OTHER_TABLES);
        }
    }

    /**
     * Whether a failure means that the database is damaged, or that another version made it. Otherwise, it can't be
     * used for another reason.
     */
    static boolean isDamage(SQLException failure) {
        return DAMAGE.contains(failure.getErrorCode() & PRIMARY_CODE);
    }

    private static int number(Statement statement, String query) throws SQLException {
        try (ResultSet found = statement.executeQuery(query)) {
            return found.next() ? found.getInt(1) : 0;
        }
    }
}
