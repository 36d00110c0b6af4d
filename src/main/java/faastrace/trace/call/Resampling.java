package faastrace.trace.call;

import java.util.Arrays;

/**
 * A bootstrap of the difference between two averages over invocations. The invocations of both traces are drawn again
 * and again, with replacement, and the difference is computed each time. How far these differences spread shows how
 * large a difference can be by chance. The random numbers always start with the same seed, so the result is always the
 * same. All functions are computed from the same draws. The script of the collector's pages has the same steps.
 */
final class Resampling {
    /** How often invocations are drawn. */
    static final int DRAWS = 1000;

    /** The probability that an interval contains the difference. */
    static final double CONFIDENCE = 0.99;

    /** The quantile of the normal distribution for this confidence. */
    private static final double QUANTILE = 2.576;

    /**
     * The probability that the interval of the fastest invocations contains their difference. It is higher, because the
     * average is checked too, and each check can fail by chance.
     */
    static final double CONFIDENCE_OF_FASTEST = 0.995;

    private static final double QUANTILE_OF_FASTEST = 2.807;

    private static final int SEED = 20_11_2026;

    private final Side before;
    private final Side after;
    /** The number of blocks; 0 if there are so many that their spread is not underestimated. */
    private final int few;

    /** The draws of one trace: how often each block is drawn, and how many invocations are drawn altogether. */
    private record Side(int calls, int[][] counts, double[] drawn) {
        double average(double[] blocks) {
            double sum = 0;
            for (double block : blocks) {
                sum += block;
            }
            return sum / calls;
        }

        double average(double[] blocks, int draw) {
            double sum = 0;
            int[] count = counts[draw];
            for (int block = 0; block < blocks.length; block++) {
                sum += count[block] * blocks[block];
            }
            return sum / drawn[draw];
        }
    }

    /**
     * Draws invocations.
     *
     * @param before the number of invocations in each block of the first trace
     * @param after the number of invocations in each block of the second trace
     * @param few whether there can be so few blocks that their spread is underestimated
     */
    Resampling(int[] before, int[] after, boolean few) {
        this.few = few ? Math.min(before.length, after.length) : 0;
        int[] state = {SEED};
        this.before = draw(before, state);
        this.after = draw(after, state);
    }

    /**
     * By how much an interval must be wider. The spread of n blocks is too small by the factor (n - 1) / n, and the
     * quantiles are those of Student's distribution with 2 (n - 1) degrees of freedom (first term of its expansion).
     */
    private double widening(double quantile) {
        double freedom = 2.0 * (few - 1);
        return few == 0 ? 1 : Math.sqrt(few / (few - 1.0)) * (1 + (quantile * quantile + 1) / (4 * freedom));
    }

    /** The factor by which limits must be larger, because there are few blocks. */
    double widening() {
        return widening(QUANTILE);
    }

    private static Side draw(int[] sizes, int[] state) {
        int[][] counts = new int[DRAWS][sizes.length];
        double[] drawn = new double[DRAWS];
        for (int draw = 0; draw < DRAWS; draw++) {
            for (int i = 0; i < sizes.length; i++) {
                int block = (int) (next(state) % sizes.length);
                counts[draw][block]++;
                drawn[draw] += sizes[block];
            }
        }
        return new Side(Arrays.stream(sizes).sum(), counts, drawn);
    }

    /** The next number of a xorshift generator, from 1 to 2^32 - 1. JavaScript can compute the same numbers. */
    private static long next(int[] state) {
        int x = state[0];
        x ^= x << 13;
        x ^= x >>> 17;
        x ^= x << 5;
        state[0] = x;
        return x & 0xffff_ffffL;
    }

    /** The difference between the averages of the invocations that were really observed. */
    double difference(double[] one, double[] other) {
        return after.average(other) - before.average(one);
    }

    /** The difference between the averages in each draw. The parameters are the sums of the blocks. */
    double[] differences(double[] one, double[] other) {
        double[] differences = new double[DRAWS];
        for (int draw = 0; draw < DRAWS; draw++) {
            differences[draw] = after.average(other, draw) - before.average(one, draw);
        }
        return differences;
    }

    /**
     * The interval that contains the difference with a confidence of 99 %. The parameters are the sums of the blocks.
     */
    double[] interval(double[] one, double[] other) {
        return interval(differences(one, other), difference(one, other), CONFIDENCE, widening(QUANTILE));
    }

    /** The interval that contains the difference between the fastest invocations with a confidence of 99.5 %. */
    double[] interval(FastestCalls one, FastestCalls other) {
        double[] differences = new double[DRAWS];
        for (int draw = 0; draw < DRAWS; draw++) {
            differences[draw] = other.average(after.counts[draw], after.drawn[draw])
                    - one.average(before.counts[draw], before.drawn[draw]);
        }
        double difference = other.average() - one.average();
        return interval(differences, difference, CONFIDENCE_OF_FASTEST, widening(QUANTILE_OF_FASTEST));
    }

    private static double[] interval(double[] sorted, double difference, double confidence, double widening) {
        Arrays.sort(sorted);
        int tail = (int) Math.round(DRAWS * (1 - confidence) / 2);
        double middle = widening == 1 ? 0 : difference;
        return new double[] {
            middle + (sorted[tail] - middle) * widening, middle + (sorted[DRAWS - 1 - tail] - middle) * widening
        };
    }

    /** The standard deviation of the differences. */
    static double spread(double[] differences) {
        double mean = Arrays.stream(differences).sum() / differences.length;
        double squares = 0;
        for (double difference : differences) {
            squares += (difference - mean) * (difference - mean);
        }
        return Math.sqrt(squares / (differences.length - 1));
    }
}
