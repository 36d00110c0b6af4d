package faastrace.chart;

import faastrace.trace.Trace;
import java.util.Comparator;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Sorts the rows of a trace by time. Needs little memory if the rows are sorted already, as they usually are. */
final class TimeOrder {
    private TimeOrder() {}

    /**
     * The chosen rows, sorted by time.
     *
     * @param samples the number of rows that are samples; rows after these are waits, which are sorted separately
     */
    static int[] of(Trace trace, IntPredicate chosen, int samples) {
        return merged(
                trace,
                sorted(trace, IntStream.range(0, samples).filter(chosen)),
                sorted(trace, IntStream.range(samples, trace.size()).filter(chosen)));
    }

    private static int[] sorted(Trace trace, IntStream chosen) {
        int[] rows = chosen.toArray();
        boolean ordered = true;
        for (int i = 1; i < rows.length; i++) {
            ordered &= trace.nanos(rows[i - 1]) <= trace.nanos(rows[i]);
        }
        return ordered
                ? rows
                : IntStream.of(rows)
                        .boxed()
                        .sorted(Comparator.comparingLong(trace::nanos))
                        .mapToInt(Integer::intValue)
                        .toArray();
    }

    /** The rows of two sorted lists, as one sorted list. */
    private static int[] merged(Trace trace, int[] one, int[] other) {
        int[] merged = new int[one.length + other.length];
        int i = 0;
        for (int j = 0; i + j < merged.length; ) {
            boolean first = j == other.length || i < one.length && trace.nanos(one[i]) <= trace.nanos(other[j]);
            merged[i + j] = first ? one[i] : other[j];
            i += first ? 1 : 0;
            j += first ? 0 : 1;
        }
        return merged;
    }
}
