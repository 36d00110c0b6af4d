package faastrace.collector.index;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** Checks whether a whole database is sound. Has its own connection, so that nothing else waits for the check. */
final class SoundnessCheck {
    private @Nullable Statement running;
    private boolean cancelled;

    /** Reads the whole database. Throws {@link SQLException} if the check is cancelled. */
    boolean isSound(Path database) throws SQLException {
        try (Connection connection = IndexTables.open(database);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(true);
            begin(statement);
            try (ResultSet found = statement.executeQuery("pragma integrity_check(1)")) {
                return found.next() && "ok".equals(found.getString(1));
            }
        } finally {
            end();
        }
    }

    private synchronized void begin(Statement statement) throws SQLException {
        if (cancelled) {
            throw new SQLException("the check was cancelled");
        }
        running = statement;
    }

    private synchronized void end() {
        running = null;
    }

    /** Ends a running check, and prevents further checks. */
    synchronized void cancel() {
        cancelled = true;
        try {
            if (running != null) {
                running.cancel();
            }
        } catch (SQLException alreadyDone) {
            // Nothing is left to cancel.
        }
    }
}
