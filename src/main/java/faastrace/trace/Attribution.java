package faastrace.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;

/**
 * Says which invocations own a sample, without looking at every invocation for each sample.
 *
 * <p>An invocation holds the samples inside its bounds that were taken of its thread or process. Where several hold the
 * same sample, their flags decide. One that isn't flagged as overlapping had its thread or process to itself: it owns
 * the sample alone. Flagged ones can't be told apart: each of them owns it. Two that aren't flagged contradict each
 * other, as a mistaken or forged head does: nobody owns it, since a sample under the wrong invocation is worse than none.
 */
final class Attribution {
    private final Integer[] order;
    private final List<Invocation> invocations;
    private final long[] latestEnd;

    Attribution(List<Invocation> invocations) {
        this.invocations = invocations;
        order = new Integer[invocations.size()];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingLong(i -> invocations.get(i).startNanos()));
        latestEnd = new long[order.length];
        for (int i = 0; i < order.length; i++) {
            long end = invocations.get(order[i]).endNanos();
            latestEnd[i] = i == 0 ? end : Math.max(end, latestEnd[i - 1]);
        }
    }

    /** The places of the owners in the list of invocations. */
    List<Integer> owners(Sample sample) {
        return owners(sample.timeNanos(), sample.pid(), sample.tid());
    }

    /** As {@link #owners(Sample)}, by what matters of a sample. */
    List<Integer> owners(long nanos, int pid, int tid) {
        List<Integer> flagged = new ArrayList<>(1);
        OptionalInt alone = OptionalInt.empty();
        boolean contradiction = false;
        int i = startedBy(nanos) - 1;
        for (; i >= 0 && latestEnd[i] > nanos; i--) {
            Invocation invocation = invocations.get(order[i]);
            if (invocation.holds(nanos, pid, tid) && invocation.overlap()) {
                flagged.add(order[i]);
            } else if (invocation.holds(nanos, pid, tid)) {
                contradiction |= alone.isPresent();
                alone = OptionalInt.of(order[i]);
            }
        }
        if (alone.isEmpty()) {
            return flagged;
        }
        return contradiction ? List.of() : List.of(alone.getAsInt());
    }

    /** How many invocations had started by that time. */
    private int startedBy(long nanos) {
        int low = 0;
        int high = order.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            boolean started = invocations.get(order[middle]).startNanos() <= nanos;
            low = started ? middle + 1 : low;
            high = started ? high : middle;
        }
        return low;
    }
}
