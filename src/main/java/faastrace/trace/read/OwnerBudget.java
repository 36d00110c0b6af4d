package faastrace.trace.read;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits the memory and time for the sets of invocations that share samples in one trace. If every invocation overlaps
 * every other, there can be as many different sets as samples, and each set can contain all invocations. Several
 * threads may share a budget.
 */
final class OwnerBudget {
    /** The maximum total number of entries in all sets. More entries would not fit into a page. */
    private static final long MOST_ENTRIES = 4_000_000;

    /**
     * The bytes of heap to allow for each entry. An entry takes four bytes and is copied a few times. A small heap has
     * room for fewer entries.
     */
    private static final long HEAP_FOR_EACH = 64;

    /** The maximum number of steps. All of them together take a few seconds. */
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

    /** Subtracts the steps that a search took. */
    void spendTime(long more) {
        steps.addAndGet(-more);
    }

    /** Whether there is room left for a set of the given size. */
    boolean hasRoom(int size) {
        return entries.get() >= size;
    }

    /** Subtracts the room that a set takes. */
    void spendRoom(int size) {
        entries.addAndGet(-size);
    }
}
