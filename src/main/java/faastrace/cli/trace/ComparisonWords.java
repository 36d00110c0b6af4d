package faastrace.cli.trace;

import faastrace.chart.Differential;
import faastrace.trace.call.CallComparison;
import faastrace.trace.call.FunctionChange;
import faastrace.trace.call.Measure;
import faastrace.trace.call.Total;
import faastrace.trace.call.Verdict;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The sentences about a comparison that all formats share. */
final class ComparisonWords {
    private static final double MILLI = 1e6;

    private ComparisonWords() {}

    static String millis(double nanos) {
        String form = nanos == 0 ? "%.0f ms" : Math.abs(nanos) < MILLI ? "%.3f ms" : "%.2f ms";
        return String.format(Locale.ROOT, form, nanos / MILLI);
    }

    static String signed(double nanos) {
        return (nanos < 0 ? "-" : "+") + millis(Math.abs(nanos));
    }

    static String percent(double part) {
        return String.format(Locale.ROOT, "%.1f %%", part * 100);
    }

    /** A percentage as a user writes it. */
    static String limit(double part) {
        return BigDecimal.valueOf(part * 100)
                        .setScale(3, RoundingMode.HALF_UP)
                        .stripTrailingZeros()
                        .toPlainString()
                + " %";
    }

    /** What was compared. */
    static String name(Measure measure) {
        return measure == Measure.cpu ? "CPU time per invocation" : "Duration per invocation";
    }

    /** What the average of the fastest invocations is called. */
    static String nameOfFastest(Measure measure) {
        return name(measure) + ", fastest tenth";
    }

    /** A change with its sign. If there was time before, the change is also given in per cent. */
    static String change(Total total) {
        OptionalDouble growth = total.growth();
        return signed(total.delta())
                + (growth.isEmpty() ? "" : String.format(Locale.ROOT, " (%+.1f %%)", growth.getAsDouble() * 100));
    }

    /** Whether the change is significant, as a sentence. */
    static String noise(Total total) {
        if (total.verdict() == Verdict.few) {
            return "There are too few invocations to tell whether the change is significant: at least "
                    + CallComparison.LEAST_CALLS + " are needed on each side.";
        }
        return significance("The change", total, "99 %");
    }

    /** Whether the change of the fastest invocations is significant, as a sentence. */
    static String noiseOfFastest(Total fastest) {
        return significance("The change of the fastest tenth", fastest, "99.5 %");
    }

    private static String significance(String subject, Total total, String confidence) {
        return subject + " is " + (total.verdict() == Verdict.noise ? "not " : "")
                + "significant: with a confidence of " + confidence + ", it is between " + signed(total.low()) + " and "
                + signed(total.high()) + ".";
    }

    /** How the time is known, as a sentence. */
    static String source(Measure measure, Total total, CallComparison calls) {
        return measure == Measure.duration
                ? "The duration is the time from the start of an invocation to its end."
                : total.measured()
                        ? "The CPU time was measured for each invocation."
                        : "The CPU time is computed from samples"
                                + (calls.isPartlyMeasured()
                                        ? ", because some invocations have no valid measured CPU time of their own."
                                        : ".");
    }

    /** Describes the invocations that are left out; empty if there are none. */
    static String unsampled(CallComparison calls) {
        List<Integer> counts = calls.unsampled();
        return counts.get(0) + counts.get(1) == 0
                ? ""
                : "Left out, because perf was being restarted for part of the time: " + counts.get(0)
                        + " invocations before, " + counts.get(1) + " invocations after.";
    }

    /**
     * Says that shares are compared, and why; empty if the time of each invocation is compared.
     *
     * @param known whether the time of whole invocations is known nevertheless
     */
    static String shares(Differential differential, boolean known) {
        String why = differential.whyShares();
        String what = known
                ? "Functions are compared by shares, because their time per invocation is not known. "
                : "Shares are compared, because the time of an invocation is not known. ";
        return why.isEmpty() ? "" : what + why;
    }

    /** The functions with more time after, or those with less time. Those that changed most come first. */
    static List<FunctionChange> functions(List<FunctionChange> changes, boolean slower) {
        return changes.stream()
                .filter(change -> change.delta() > 0 == slower)
                .sorted((one, other) -> Double.compare(Math.abs(other.delta()), Math.abs(one.delta())))
                .toList();
    }

    /** Whether the change is significant. */
    static boolean isCertain(FunctionChange change) {
        return change.verdict() == Verdict.slower || change.verdict() == Verdict.faster;
    }
}
