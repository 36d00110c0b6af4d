package faastrace.forward;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Traces that were in a request that the backend did not accept completely. They are pushed alone, so that each of them
 * gets its own response, and so that none of them makes another request fail.
 */
final class Suspects {
    private static final Duration LONGEST_DOUBT = Duration.ofMinutes(10);
    private static final int MOST = 2000;

    /** For each suspect, since when the backend has not been able to process it; {@code MAX} if that is not known. */
    private final Map<Spool.Entry, Instant> since = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Spool.Entry, Instant> eldest) {
            return size() > MOST;
        }
    };

    synchronized void add(Spool.Entry entry) {
        since.putIfAbsent(entry, Instant.MAX);
    }

    synchronized boolean contains(Spool.Entry entry) {
        return since.containsKey(entry);
    }

    synchronized void removeAll(Collection<Spool.Entry> entries) {
        entries.forEach(since::remove);
    }

    /** Notes that the backend can't process a trace. Returns whether this has been so for too long. */
    synchronized boolean doubt(Spool.Entry entry) {
        Instant now = Instant.now();
        Instant first = since.merge(entry, now, (before, latest) -> before.isAfter(latest) ? latest : before);
        return first.plus(LONGEST_DOUBT).isBefore(now);
    }
}
