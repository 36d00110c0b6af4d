package faastrace.trace.call;

import java.util.Arrays;

/** Compares the averages of two groups of invocations, and tells whether the difference is significant. */
public final class AverageChange {
    private AverageChange() {}

    /**
     * Numbers that were measured for each invocation, such as its duration.
     *
     * @param numbers the numbers, in the order of the invocations; not empty
     * @param recordings for each invocation, which recording contains it; invocations of a recording are next to each
     *     other
     */
    public record Group(double[] numbers, int[] recordings) {
        /** The number of recordings. */
        private int count() {
            return blockOf(true)[numbers.length - 1] + 1;
        }

        /** The number of each invocation's recording, or of the invocation itself, beginning with 0. */
        private int[] blockOf(boolean byRecording) {
            int[] blocks = new int[numbers.length];
            for (int i = 1; i < blocks.length; i++) {
                blocks[i] = blocks[i - 1] + (byRecording && recordings[i] == recordings[i - 1] ? 0 : 1);
            }
            return blocks;
        }
    }

    /** The sizes of blocks of consecutive invocations, and the sums of their numbers. */
    private record Blocks(int[] sizes, double[] sums) {
        static Blocks of(Group group, boolean byRecording, int most) {
            int[] units = group.blockOf(byRecording);
            int count = units[units.length - 1] + 1;
            int blocks = Math.min(most, count);
            Blocks made = new Blocks(new int[blocks], new double[blocks]);
            for (int i = 0; i < units.length; i++) {
                int block = (int) ((long) units[i] * blocks / count);
                made.sizes[block]++;
                made.sums[block] += group.numbers[i];
            }
            return made;
        }
    }

    /**
     * Compares two groups of invocations, as {@link CallComparison#total} does: if both have many recordings,
     * recordings are drawn, because neighbouring invocations of a recording are alike.
     */
    public static Total of(Group before, Group after) {
        boolean byRecording = Math.min(before.count(), after.count()) >= CallComparison.LEAST_RECORDINGS;
        int most = byRecording ? SelectedCalls.MOST_RECORDING_BLOCKS : SelectedCalls.MOST_BLOCKS;
        Blocks one = Blocks.of(before, byRecording, most);
        Blocks other = Blocks.of(after, byRecording, most);
        double[] interval = new Resampling(one.sizes, other.sizes, byRecording).interval(one.sums, other.sums);
        boolean enough = Math.min(before.numbers.length, after.numbers.length) >= CallComparison.LEAST_CALLS;
        return new Total(
                average(before),
                average(after),
                interval[0],
                interval[1],
                enough ? Verdict.of(interval[0], interval[1]) : Verdict.few,
                true);
    }

    private static double average(Group group) {
        return Arrays.stream(group.numbers).sum() / group.numbers.length;
    }
}
