package faastrace.collector.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Who reads which trace, so that none is deleted for its age under a reader's eyes. */
public final class ActiveReaders {
    private final Map<Path, Integer> reading = new HashMap<>();

    /** Somebody begins to read the trace. */
    public synchronized void begin(Path trace) {
        reading.merge(trace, 1, Integer::sum);
    }

    /** Somebody has read the trace. */
    public synchronized void end(Path trace) {
        reading.computeIfPresent(trace, (path, readers) -> readers == 1 ? null : readers - 1);
    }

    /** Deletes a trace that nobody reads; false if it is still there. */
    synchronized boolean deleteUnread(Path trace) throws IOException {
        return !reading.containsKey(trace) && Files.deleteIfExists(trace);
    }
}
