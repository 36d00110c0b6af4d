package faastrace.trace.call;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * The fastest tenth of a trace's invocations, and at least {@value #LEAST} of them. Other programs, a processor that
 * lowers its frequency, and a busy host make invocations slower, but never faster. So these invocations show best how
 * much work the function does, as long as the machine is undisturbed for a part of the time.
 */
final class FastestCalls {
    private static final double PART = 0.1;

    /** Fewer invocations would be too much a matter of chance. */
    private static final int LEAST = 10;

    /** The times in ascending order, in nanoseconds. */
    private final double[] nanos;

    /** For each time, the block of its invocation. */
    private final int[] blocks;

    /**
     * Orders the invocations by their times.
     *
     * @param nanos the time of each invocation, in nanoseconds; not empty
     * @param blocks the block of each invocation
     */
    FastestCalls(double[] nanos, int[] blocks) {
        int[] order = IntStream.range(0, nanos.length)
                .boxed()
                .sorted(Comparator.comparingDouble(call -> nanos[call]))
                .mapToInt(Integer::intValue)
                .toArray();
        this.nanos = Arrays.stream(order).mapToDouble(call -> nanos[call]).toArray();
        this.blocks = Arrays.stream(order).map(call -> blocks[call]).toArray();
    }

    /** The average time of these invocations. */
    double average() {
        return average(block -> 1, nanos.length);
    }

    /**
     * The average time in a draw.
     *
     * @param counts how often each block is drawn
     * @param drawn how many invocations are drawn altogether
     */
    double average(int[] counts, double drawn) {
        return average(block -> counts[block], drawn);
    }

    private double average(IntUnaryOperator counts, double calls) {
        double wanted = Math.min(calls, Math.max(LEAST, calls * PART));
        double left = wanted;
        double sum = 0;
        for (int i = 0; left > 0; i++) {
            double taken = Math.min(left, counts.applyAsInt(blocks[i]));
            sum += taken * nanos[i];
            left -= taken;
        }
        return sum / wanted;
    }
}
