package faastrace.trace.call;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Tests many functions at once. Among hundreds of functions, some always change by chance. So a function counts as
 * changed only if its change, as a multiple of its own spread, is larger than the largest such multiple among all
 * functions in 99 % of the draws. If nothing has changed, a comparison thus names any function at all in only 1 % of
 * all cases. Functions that call each other change together; all functions share the same draws, so this is taken into
 * account.
 */
final class Family {
    /** Spreads below this part of the change are rounding errors. */
    private static final double EXACT = 1e-9;

    private final Resampling resampling;
    private final List<Double> changes = new ArrayList<>();
    private final List<Double> spreads = new ArrayList<>();
    private final double[] largest = new double[Resampling.DRAWS];

    Family(Resampling resampling) {
        this.resampling = resampling;
    }

    /** Adds a function. The parameters are the sums of the blocks before and after. */
    void add(double[] before, double[] after) {
        double change = resampling.difference(before, after);
        double[] draws = resampling.differences(before, after);
        double spread = Resampling.spread(draws);
        if (spread <= EXACT * Math.abs(change)) {
            spread = 0;
        }
        changes.add(change);
        spreads.add(spread);
        for (int draw = 0; draw < draws.length && spread > 0; draw++) {
            largest[draw] = Math.max(largest[draw], Math.abs(draws[draw] - change) / spread);
        }
    }

    /** The verdicts, in the order in which the functions were added. */
    List<Verdict> verdicts() {
        double[] sorted = largest.clone();
        Arrays.sort(sorted);
        double limit = sorted[(int) Math.round(Resampling.DRAWS * Resampling.CONFIDENCE) - 1] * resampling.widening();
        List<Verdict> verdicts = new ArrayList<>();
        for (int i = 0; i < changes.size(); i++) {
            double change = changes.get(i);
            verdicts.add(
                    Math.abs(change) <= limit * spreads.get(i)
                            ? Verdict.noise
                            : change > 0 ? Verdict.slower : Verdict.faster);
        }
        return verdicts;
    }
}
