package faastrace.cli.trace;

import static faastrace.cli.terminal.TerminalSafe.printable;
import static faastrace.cli.trace.ComparisonWords.signed;

import faastrace.trace.call.CallComparison;
import faastrace.trace.call.FunctionChange;
import faastrace.trace.call.Total;
import java.util.List;

/** The verdict of a gate, for people and as an annotation of a GitHub workflow. */
final class ComparisonAnnotation {
    private static final int MOST_FUNCTIONS = 10;

    private ComparisonAnnotation() {}

    /** The verdict as a sentence. */
    static String verdict(Gate gate, Total total) {
        String change = ComparisonWords.name(gate.measure()) + ": " + ComparisonWords.millis(total.before())
                + " before, " + ComparisonWords.millis(total.after()) + " after, " + ComparisonWords.change(total);
        String limit = ComparisonWords.limit(gate.limit());
        if (gate.fails(total)) {
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
    static String github(Gate gate, Total total, CallComparison calls) {
        StringBuilder text = new StringBuilder(gate.fails(total) ? "::error" : "::notice")
                .append(" title=faas-trace::")
                .append(escaped(verdict(gate, total)));
        if (gate.fails(total)) {
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
