package faastrace.cli.trace;

import static faastrace.cli.terminal.TerminalSafe.printable;
import static faastrace.cli.trace.ComparisonWords.signed;

import faastrace.trace.call.CallComparison;
import faastrace.trace.call.FunctionChange;
import faastrace.trace.call.Measure;
import faastrace.trace.call.Total;
import java.util.List;

/** The verdict of a gate, for people and as an annotation of a GitHub workflow. */
final class ComparisonAnnotation {
    private static final int MOST_FUNCTIONS = 10;

    private ComparisonAnnotation() {}

    /** The verdict as a sentence. */
    static String verdict(Gate gate, Gate.Checked checked) {
        Total fastest = checked.fastest();
        Measure measure = gate.measure();
        return fastest != null && gate.failsByFastest(checked)
                ? verdict(gate, ComparisonWords.nameOfFastest(measure), fastest)
                : verdict(gate, ComparisonWords.name(measure), checked.average());
    }

    private static String verdict(Gate gate, String name, Total total) {
        String change = name + ": " + ComparisonWords.millis(total.before()) + " before, "
                + ComparisonWords.millis(total.after()) + " after, " + ComparisonWords.change(total);
        String limit = ComparisonWords.limit(gate.limit());
        if (total.grewBy(gate.limit())) {
            return change + ". This is above the limit of " + limit + ", and significant.";
        }
        return total.delta() > gate.limit() * total.before()
                ? change + ". This is above the limit of " + limit + ", but not significant."
                : change + ". This is within the limit of " + limit + ".";
    }

    /**
     * The annotation: an error if the check failed, otherwise a notice. It is a single line, because GitHub shows only
     * a few annotations for each step.
     */
    static String github(Gate gate, Gate.Checked checked, CallComparison calls) {
        StringBuilder text = new StringBuilder(gate.fails(checked) ? "::error" : "::notice")
                .append(" title=faas-trace::")
                .append(escaped(verdict(gate, checked)));
        if (gate.fails(checked)) {
            grown(calls).forEach(line -> text.append("%0A").append(escaped(line)));
        }
        return text.append('\n').toString();
    }

    /** The functions that grew, one line each. */
    static List<String> grown(CallComparison calls) {
        if (!calls.isKnown()) {
            return List.of();
        }
        List<FunctionChange> grown = ComparisonWords.functions(calls.changes(), true).stream()
                .filter(ComparisonWords::isCertain)
                .toList();
        if (grown.isEmpty()) {
            return List.of("No single function became significantly slower.");
        }
        return grown.stream()
                .limit(MOST_FUNCTIONS)
                .map(change -> signed(change.delta()) + " of CPU time per invocation: " + change.function())
                .toList();
    }

    private static String escaped(String text) {
        return printable(text).replace("%", "%25");
    }
}
