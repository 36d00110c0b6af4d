package faastrace.chart;

import faastrace.trace.Invocation;
import faastrace.trace.Trace;
import java.util.Comparator;
import java.util.List;

/**
 * Finds out whether an invocation may have no samples because another invocation claims the same threads at the same
 * time. If two invocations each claim a thread for themselves alone, the thread's samples belong to neither of them.
 */
final class ContestedThreads {
    /**
     * The maximum number of comparisons. A hostile head can make all invocations overlap. Then it would take too long
     * to compare each invocation with every other one.
     */
    private static final int MOST_STEPS = 20_000_000;

    private final List<Invocation> alone;
    private final long[] latestEnd;
    private int steps;

    /** The result. The data of a page contains the ordinal number of the result. */
    enum Answer {
        /** No other invocation claims the invocation's threads. */
        none,
        /** Another invocation claims the invocation's threads. */
        another,
        /** Finding out would take too long. */
        unknown
    }

    ContestedThreads(Trace trace) {
        alone = trace.heads().stream()
                .flatMap(head -> head.invocations().stream())
                .filter(one -> !one.overlap())
                .sorted(Comparator.comparingLong(Invocation::startNanos))
                .toList();
        latestEnd = new long[alone.size()];
        for (int i = 0; i < latestEnd.length; i++) {
            long end = alone.get(i).endNanos();
            latestEnd[i] = i == 0 ? end : Math.max(end, latestEnd[i - 1]);
        }
    }

    Answer on(Invocation call) {
        for (int i = startedBefore(call.endNanos()) - 1; i >= 0 && latestEnd[i] > call.startNanos(); i--) {
            Invocation other = alone.get(i);
            boolean beside = other.endNanos() > call.startNanos() && !other.equals(call);
            if (beside && mayShare(call, other)) {
                return Answer.another;
            }
            if (steps++ >= MOST_STEPS) {
                return Answer.unknown;
            }
        }
        return Answer.none;
    }

    private static boolean mayShare(Invocation call, Invocation other) {
        if (call.tid().isPresent() && other.tid().isPresent()) {
            return call.tid().equals(other.tid());
        }
        boolean processes = call.pid().isPresent() && other.pid().isPresent();
        return !processes
                || call.pid().equals(other.pid())
                || call.children().contains(other.pid().getAsInt())
                || other.children().contains(call.pid().getAsInt());
    }

    private int startedBefore(long nanos) {
        int low = 0;
        int high = latestEnd.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            boolean before = alone.get(middle).startNanos() < nanos;
            low = before ? middle + 1 : low;
            high = before ? high : middle;
        }
        return low;
    }
}
