package faastrace.cli.trace;

import faastrace.problem.Problem;
import faastrace.trace.call.CallComparison;
import faastrace.trace.call.Measure;
import faastrace.trace.call.Total;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A check that invocations did not become slower.
 *
 * @param limit the largest growth that passes, as a part of the time before, such as 0.1 for 10 %
 * @param measure which time of an invocation is checked
 */
record Gate(double limit, Measure measure) {
    private static final String OPTION = "--fail-above";
    private static final Pattern PERCENTAGE = Pattern.compile("([0-9]{1,4}(?:\\.[0-9]{1,3})?) ?%");

    /**
     * The times that are checked.
     *
     * @param average the average of all invocations
     * @param fastest the average of the fastest tenth; null if the time of each invocation is only known from samples
     */
    record Checked(Total average, @Nullable Total fastest) {}

    /** Parses a percentage, such as {@code 10%}. Throws a {@link Problem} if it is something else. */
    static Gate of(String text, Measure measure) {
        Matcher percentage = PERCENTAGE.matcher(text.strip());
        if (!percentage.matches()) {
            throw new Problem(
                    OPTION + " " + text,
                    "is not a percentage from 0% to 9999%",
                    "write a number with a percent sign, such as 10%");
        }
        return new Gate(Double.parseDouble(percentage.group(1)) / 100, measure);
    }

    /**
     * Compares the time of an invocation.
     *
     * @throws Problem if the traces don't tell the time, or if there are too few invocations for a test
     */
    Checked check(CallComparison calls) {
        List<Integer> counts = calls.calls();
        if (counts.contains(0) || measure == Measure.cpu && !calls.isKnown() && !calls.isMeasured()) {
            boolean before = counts.get(0) == 0
                    || counts.get(1) > 0 && !calls.why().get(0).isEmpty();
            throw new Problem(
                    OPTION + (before ? ": BEFORE" : ": AFTER"),
                    "the time of an invocation is not known: " + calls.why().get(before ? 0 : 1),
                    "use traces that a patched function sent, and select whole invocations");
        }
        if (!calls.hasEnoughCalls()) {
            throw new Problem(
                    OPTION,
                    "there are too few invocations to tell whether the change is significant: " + counts.get(0)
                            + " before and " + counts.get(1) + " after, but at least " + CallComparison.LEAST_CALLS
                            + " are needed on each side",
                    "send more requests, and trace all of them: FAAS_TRACE_SAMPLE=all");
        }
        return new Checked(calls.total(measure), calls.fastest(measure).orElse(null));
    }

    /** Whether invocations became significantly slower, and by more than the limit. */
    boolean fails(Checked checked) {
        return checked.average.grewBy(limit) || checked.fastest != null && checked.fastest.grewBy(limit);
    }

    /** Whether only the fastest invocations became slower by more than the limit. */
    boolean failsByFastest(Checked checked) {
        return fails(checked) && !checked.average.grewBy(limit);
    }
}
