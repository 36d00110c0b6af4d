package faastrace.collector.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Tracks which traces are being read, so that they are not deleted to enforce the limits on age and size. */
public final class ActiveReaders {
    private final Map<Path, Integer> reading = new HashMap<>();

    /** Notes that a reader starts to read the trace. */
    public synchronized void begin(Path trace) {
        reading.merge(trace, 1, Integer::sum);
    }

    /** Notes that a reader has finished reading the trace. */
    public synchronized void end(Path trace) {
        reading.computeIfPresent(trace, (path, readers) -> readers == 1 ? null : readers - 1);
    }

    /** Deletes a trace if nobody is reading it. Returns false if it was not deleted. */
    synchronized boolean deleteUnread(Path trace) throws IOException {
        return !reading.containsKey(trace) && Files.deleteIfExists(trace);
    }
}
