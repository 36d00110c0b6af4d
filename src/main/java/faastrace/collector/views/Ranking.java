package faastrace.collector.views;

import faastrace.collector.store.KnownTrace;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/** Collects the first traces of a sorted list. It never holds more traces than requested. */
final class Ranking {
    private final TraceOrder order;
    private final int most;
    private final Optional<Ranked> after;
    private final Comparator<Ranked> bestFirst;
    private final PriorityQueue<Ranked> ranked;
    private boolean more;

    /**
     * @param most the requested number of traces
     * @param after the last trace of the previous page
     */
    Ranking(TraceOrder order, int most, Optional<Ranked> after) {
        this.order = order;
        this.most = most;
        this.after = after;
        this.bestFirst = Ranked.bestFirst(order);
        this.ranked = new PriorityQueue<>(bestFirst.reversed());
    }

    /**
     * Offers traces, which must be sorted by time. If the list is also sorted by time, stops at the first trace that
     * has no place in the ranking.
     */
    void offer(String folder, KnownTrace[] traces) {
        for (int i = 0; i < traces.length; i++) {
            KnownTrace trace = order == TraceOrder.oldest ? traces[i] : traces[traces.length - 1 - i];
            if (!offer(folder, trace) && order.isOfTime()) {
                return;
            }
        }
    }

    /**
     * Offers one trace. Returns false if the key of this trace is too small for a place in the ranking. After that,
     * traces with smaller keys need not be offered.
     */
    boolean offer(String folder, KnownTrace trace) {
        long key = order.key(trace);
        if (ranked.size() == most && key < ranked.peek().key()) {
            more = true;
            return false;
        }
        Ranked one = new Ranked(key, folder, trace);
        if (after.isPresent() && bestFirst.compare(one, after.get()) <= 0) {
            return true;
        }
        ranked.add(one);
        if (ranked.size() > most) {
            more = true;
            ranked.remove();
        }
        return true;
    }

    /** Offers a trace that may have been offered before. */
    void offerOnce(String folder, KnownTrace trace) {
        if (!ranked.contains(new Ranked(order.key(trace), folder, trace))) {
            offer(folder, trace);
        }
    }

    /** Whether there were more traces than requested. */
    boolean hasMore() {
        return more;
    }

    /** The collected traces, the best first. */
    List<Ranked> best() {
        return ranked.stream().sorted(bestFirst).toList();
    }
}
