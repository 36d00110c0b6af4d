package faastrace.forward;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Hands out the waiting traces of a spool to the threads that push them, the oldest first. */
final class Backlog {
    private static final Duration LOOKING = Duration.ofSeconds(5);

    private final Spool spool;

    /** The listed traces that no thread has taken yet. */
    private final Deque<Spool.Entry> listed = new ArrayDeque<>();

    /** The traces that a thread has taken. */
    private final Set<Spool.Entry> taken = new HashSet<>();

    /** Traces that can't be pushed before the next upload is complete, or until some time has passed. */
    private final Set<Spool.Entry> resting = new HashSet<>();

    /** Traces that the backend could not process, and when to try them again. */
    private final Map<Spool.Entry, Instant> later = new HashMap<>();

    private boolean changed = true;
    private boolean stopped;
    private Instant lookedAt = Instant.EPOCH;

    /** When the trace that has waited longest was received. */
    private volatile @Nullable Instant oldest;

    Backlog(Spool spool) {
        this.spool = spool;
    }

    /** Waits until there are traces, and takes some of them. Returns none if forwarding is being stopped. */
    synchronized List<Spool.Entry> take(int most) throws IOException, InterruptedException {
        while (!stopped && listed.isEmpty()) {
            long wait = Duration.between(Instant.now(), nextLook()).toMillis();
            if (!changed && wait > 0) {
                wait(wait);
            } else {
                list();
            }
        }
        List<Spool.Entry> some = new ArrayList<>();
        while (!stopped && !listed.isEmpty() && some.size() < most) {
            some.add(listed.remove());
        }
        taken.addAll(some);
        return some;
    }

    private Instant nextLook() {
        Instant regular = lookedAt.plus(LOOKING);
        return later.values().stream()
                .min(Comparator.naturalOrder())
                .filter(regular::isAfter)
                .orElse(regular);
    }

    private void list() throws IOException {
        if (!changed) {
            resting.clear();
        }
        lookedAt = Instant.now();
        later.values().removeIf(lookedAt::isAfter);
        List<Spool.Entry> entries = spool.oldest();
        oldest = entries.isEmpty() ? null : entries.get(0).queued();
        for (Spool.Entry entry : entries) {
            if (!taken.contains(entry) && !resting.contains(entry) && !later.containsKey(entry)) {
                listed.add(entry);
            }
        }
        // There may be more traces than one listing has.
        changed = !listed.isEmpty();
    }

    /** Gives traces back. Those that are still in the queue can be taken again. */
    synchronized void giveBack(Collection<Spool.Entry> entries) {
        entries.forEach(taken::remove);
        changed = true;
    }

    /** Excludes a trace until the next upload is complete, or until some time has passed. */
    synchronized void rest(Spool.Entry entry) {
        resting.add(entry);
    }

    /** Excludes a trace for some time. */
    synchronized void postpone(Spool.Entry entry, Duration time) {
        later.put(entry, Instant.now().plus(time));
    }

    /** Call this method when a trace was received. */
    synchronized void wake() {
        resting.clear();
        changed = true;
        notifyAll();
    }

    /** Waits a few seconds, or until forwarding is being stopped. */
    synchronized void pause() throws InterruptedException {
        Instant end = Instant.now().plus(LOOKING);
        long left = LOOKING.toMillis();
        while (!stopped && left > 0) {
            wait(left);
            left = Duration.between(Instant.now(), end).toMillis();
        }
    }

    /** Whether forwarding is being stopped. */
    synchronized boolean isStopped() {
        return stopped;
    }

    synchronized void stop() {
        stopped = true;
        notifyAll();
    }

    /** When the trace that has waited longest was received; null if none is known. */
    @Nullable
    Instant oldest() {
        return oldest;
    }
}
