package faastrace.trace.read;

import faastrace.trace.Attribution;
import faastrace.trace.Head;
import faastrace.trace.Invocation;
import faastrace.trace.table.Dictionary;
import faastrace.trace.table.SampleRow;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the set of invocations that own a sample. A set consists of the ids of its invocations. The set itself has an
 * id, too.
 */
final class SampleOwners {
    private static final int NOBODY = 0;
    private static final int TOO_MANY = -1;
    private static final int MOST_KNOWN = 1000;

    /**
     * If there is no room for a new set, sets of at most this size are still looked up, because they may already be
     * known.
     */
    private static final int FEW = 64;

    /** The number of steps to count for each invocation in a set, because the set has to be sorted. */
    private static final int SORTING = 8;

    private final Attribution attribution;
    private final List<Invocation> invocations;
    private final Dictionary dictionary;
    private final SkipCounts tally;
    private final OwnerBudget budget;

    /** The id of the set for each thread that was sampled since an invocation last started or ended. */
    private final Map<Long, Integer> known = new HashMap<>();

    private int stretch = -1;

    SampleOwners(Head head, Dictionary dictionary, SkipCounts tally, OwnerBudget budget) {
        this.invocations = head.invocations();
        this.attribution = new Attribution(invocations);
        this.dictionary = dictionary;
        this.tally = tally;
        this.budget = budget;
    }

    /**
     * The id of the set; 0 if no invocation owns the sample. If the budget is used up, the id is also 0, and the sample
     * is counted as skipped.
     */
    int of(SampleRow row) {
        if (invocations.isEmpty()) {
            return NOBODY;
        }
        int now = attribution.stretch(row.nanos);
        if (now != stretch || known.size() == MOST_KNOWN) {
            known.clear();
            stretch = now;
        }
        long thread = (long) row.pid << Integer.SIZE | row.tid & 0xFFFFFFFFL;
        int set = known.computeIfAbsent(thread, unknown -> find(row));
        tally.crowded += set == TOO_MANY ? 1 : 0;
        return set == TOO_MANY ? NOBODY : set;
    }

    private int find(SampleRow row) {
        if (!budget.hasTime()) {
            return TOO_MANY;
        }
        long before = attribution.steps();
        int[] owners = attribution.owners(row.nanos, row.pid, row.tid);
        budget.spendTime(attribution.steps() - before);
        if (owners.length == 0) {
            return NOBODY;
        }
        return owners.length <= FEW || budget.hasRoom(owners.length) ? set(owners) : TOO_MANY;
    }

    private int set(int[] owners) {
        budget.spendTime((long) SORTING * owners.length);
        // Callers choose the ids, so several invocations may have the same id. A set contains each id only once.
        int[] ids = Arrays.stream(owners)
                .map(owner -> dictionary.invocations.id(invocations.get(owner).id()))
                .sorted()
                .distinct()
                .toArray();
        int there = dictionary.owners.find(ids, ids.length);
        if (there >= 0) {
            return there;
        }
        if (ids.length > 1 && !budget.hasRoom(ids.length)) {
            return TOO_MANY;
        }
        budget.spendRoom(ids.length);
        return dictionary.owners.id(ids);
    }
}
