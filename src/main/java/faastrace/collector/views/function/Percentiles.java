package faastrace.collector.views.function;

import java.util.List;

/** Percentiles by the nearest-rank method: each percentile is the duration of an actual invocation. */
final class Percentiles {
    static final List<Integer> SHOWN = List.of(50, 95, 99);
    private static final int PERCENT = 100;

    private Percentiles() {}

    /** The percentiles that pages show, of sorted numbers; empty if there are no numbers. */
    static List<Long> of(long[] sorted) {
        return sorted.length == 0
                ? List.of()
                : SHOWN.stream().map(percent -> of(sorted, percent)).toList();
    }

    private static long of(long[] sorted, int percent) {
        long rank = ((long) sorted.length * percent + PERCENT - 1) / PERCENT;
        return sorted[(int) Math.max(0, rank - 1)];
    }
}
