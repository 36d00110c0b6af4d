package faastrace.trace.read;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much memory and time the sets of invocations that share samples may take in one trace. Where every invocation
 * overlaps every other, there can be as many different sets as samples, each with all invocations in it. Several
 * threads may spend from one budget.
 */
final class OwnerBudget {
    /** As many invocations, counted once for each set they are in, as fit into a page. */
    private static final long MOST_ENTRIES = 4_000_000;

    /** Less in a small heap: an entry takes four bytes, and is copied a few times. */
    private static final long HEAP_FOR_EACH = 64;

    /** Some seconds. */
    private static final long MOST_STEPS = 1L << 30;

    private final AtomicLong entries;
    private final AtomicLong steps;

    /** The usual budget. */
    OwnerBudget() {
        this(Math.min(MOST_ENTRIES, Runtime.getRuntime().maxMemory() / HEAP_FOR_EACH), MOST_STEPS);
    }

    OwnerBudget(long entries, long steps) {
        this.entries = new AtomicLong(entries);
        this.steps = new AtomicLong(steps);
    }

    /** Whether there is time left to look for the owners of a sample. */
    boolean hasTime() {
        return steps.get() > 0;
    }

    /** Takes the time that a search took. */
    void spendTime(long more) {
        steps.addAndGet(-more);
    }

    /** Whether a set of that size still has room. */
    boolean hasRoom(int size) {
        return entries.get() >= size;
    }

    /** Takes the room for a set. */
    void spendRoom(int size) {
        entries.addAndGet(-size);
    }
}
