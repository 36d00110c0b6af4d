package faastrace.trace;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Counts samples by the invocation that holds them, without looking at every invocation for each sample. */
final class InvocationTally {
    private final Integer[] order;
    private final List<Invocation> invocations;
    private final long[] latestEnd;
    private final long[] samples;
    private long attributed;

    InvocationTally(List<Invocation> invocations) {
        this.invocations = invocations;
        samples = new long[invocations.size()];
        order = new Integer[samples.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingLong(i -> invocations.get(i).startNanos()));
        latestEnd = new long[samples.length];
        for (int i = 0; i < order.length; i++) {
            long end = invocations.get(order[i]).endNanos();
            latestEnd[i] = i == 0 ? end : Math.max(end, latestEnd[i - 1]);
        }
    }

    /** Counts the sample for each invocation that holds it: several where one thread serves several at once. */
    void add(Sample sample) {
        boolean held = false;
        int i = startedBy(sample.timeNanos()) - 1;
        while (i >= 0 && latestEnd[i] >= sample.timeNanos()) {
            boolean holds = invocations.get(order[i]).holds(sample);
            samples[order[i]] += holds ? 1 : 0;
            held |= holds;
            i--;
        }
        attributed += held ? 1 : 0;
    }

    /** Samples by the place of the invocation in the head. */
    long[] samples() {
        return samples.clone();
    }

    /** Samples that at least one invocation holds. */
    long attributed() {
        return attributed;
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
