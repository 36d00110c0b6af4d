package faastrace.trace.call;

import java.util.Arrays;

/** Compares the averages of two groups of numbers, and tells whether the difference is more than noise. */
public final class AverageChange {
    private AverageChange() {}

    /**
     * Compares a number that was measured for each call, such as its duration, as {@link CallComparison#total} does.
     *
     * @param before the numbers of the calls before, in the order of the calls; not empty
     * @param after the numbers of the calls after
     */
    public static Total of(double[] before, double[] after) {
        int[] sizes = sizes(before.length);
        int[] sizesAfter = sizes(after.length);
        double[] interval =
                new Resampling(sizes, sizesAfter, false).interval(sums(before, sizes), sums(after, sizesAfter));
        boolean enough = Math.min(before.length, after.length) >= CallComparison.LEAST_CALLS;
        return new Total(
                average(before),
                average(after),
                interval[0],
                interval[1],
                enough ? Verdict.of(interval[0], interval[1]) : Verdict.few,
                true);
    }

    private static double average(double[] numbers) {
        return Arrays.stream(numbers).sum() / numbers.length;
    }

    /** The sizes of blocks of consecutive calls. */
    private static int[] sizes(int calls) {
        int[] sizes = new int[Math.min(SelectedCalls.MOST_BLOCKS, calls)];
        for (int i = 0; i < calls; i++) {
            sizes[(int) ((long) i * sizes.length / calls)]++;
        }
        return sizes;
    }

    private static double[] sums(double[] numbers, int[] sizes) {
        double[] sums = new double[sizes.length];
        int next = 0;
        for (int block = 0; block < sizes.length; block++) {
            for (int i = 0; i < sizes[block]; i++) {
                sums[block] += numbers[next++];
            }
        }
        return sums;
    }
}
