package faastrace.cli.trace;

import static faastrace.cli.terminal.TerminalSafe.printable;
import static faastrace.cli.trace.ComparisonWords.millis;
import static faastrace.cli.trace.ComparisonWords.signed;

import faastrace.chart.Differential;
import faastrace.trace.call.CallComparison;
import faastrace.trace.call.FunctionChange;
import faastrace.trace.call.Measure;
import faastrace.trace.call.Total;
import faastrace.trace.call.Verdict;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A comparison as text for a terminal. */
final class ComparisonText {
    private static final int MOST_ROWS = 30;
    private static final String NOISE = "~";
    private static final String FEW = "?";

    private final StringBuilder text = new StringBuilder();

    private ComparisonText() {}

    /** The text, without a verdict about a limit. */
    static String of(Differential differential, Measure measure, Gate.@Nullable Checked checked) {
        ComparisonText text = new ComparisonText();
        if (differential.isPerCall()) {
            text.perCall(differential.calls(), measure, checked);
            return text.text.toString();
        }
        if (checked != null) {
            text.total(differential.calls(), measure, checked.average(), checked.fastest());
            text.line("");
        }
        if (!differential.hasSamples()) {
            text.line("There " + (checked == null ? "is nothing" : "are no functions")
                    + " to compare: one of the traces has no samples.");
        } else {
            text.shares(differential, checked != null);
        }
        return text.text.toString();
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    private void perCall(CallComparison calls, Measure measure, Gate.@Nullable Checked checked) {
        if (checked == null) {
            total(calls, measure, calls.total(measure), null);
        } else {
            total(calls, measure, checked.average(), checked.fastest());
        }
        List<FunctionChange> changes = calls.changes();
        if (measure == Measure.duration && !changes.isEmpty()) {
            line("The functions are compared by CPU time. They don't show in which function an invocation waited.");
        }
        list("Slower", ComparisonWords.functions(changes, true));
        list("Faster", ComparisonWords.functions(changes, false));
        footnotes(changes);
    }

    private void total(CallComparison calls, Measure measure, Total total, @Nullable Total fastest) {
        line(String.format(
                Locale.ROOT,
                "%s: %s before (%d invocations), %s after (%d invocations), %s.",
                ComparisonWords.name(measure),
                millis(total.before()),
                calls.calls().get(0),
                millis(total.after()),
                calls.calls().get(1),
                ComparisonWords.change(total)));
        line(ComparisonWords.noise(total));
        if (fastest != null) {
            line(String.format(
                    Locale.ROOT,
                    "%s: %s before, %s after, %s.",
                    ComparisonWords.nameOfFastest(measure),
                    millis(fastest.before()),
                    millis(fastest.after()),
                    ComparisonWords.change(fastest)));
            line(ComparisonWords.noiseOfFastest(fastest));
        }
        line(ComparisonWords.source(measure, total, calls));
        if (!ComparisonWords.unsampled(calls).isEmpty()) {
            line(ComparisonWords.unsampled(calls));
        }
    }

    private void list(String title, List<FunctionChange> changes) {
        if (changes.isEmpty()) {
            return;
        }
        line("");
        line(title + " functions, by CPU time per invocation:");
        line("       change       before        after  function");
        for (FunctionChange change : changes.subList(0, Math.min(MOST_ROWS, changes.size()))) {
            line(String.format(
                    Locale.ROOT,
                    "%s%12s %12s %12s  %s",
                    mark(change),
                    signed(change.delta()),
                    millis(change.before()),
                    millis(change.after()),
                    printable(change.function())));
        }
        if (changes.size() > MOST_ROWS) {
            line("… and " + (changes.size() - MOST_ROWS) + " more");
        }
    }

    private static String mark(FunctionChange change) {
        return change.verdict() == Verdict.noise ? NOISE : change.verdict() == Verdict.few ? FEW : " ";
    }

    private void footnotes(List<FunctionChange> changes) {
        String notes = (changes.stream().anyMatch(change -> change.verdict() == Verdict.noise)
                        ? NOISE + " The change is not significant.\n"
                        : "")
                + (changes.stream().anyMatch(change -> change.verdict() == Verdict.few)
                        ? FEW + " There are too few samples to tell whether the change is significant.\n"
                        : "");
        text.append(notes.isEmpty() ? "" : "\n" + notes);
    }

    private void shares(Differential differential, boolean known) {
        String why = ComparisonWords.shares(differential, known);
        if (!why.isEmpty()) {
            line(printable(why));
        }
        if (differential.isEmpty()) {
            line("No difference.");
            return;
        }
        line("  change    before     after  function");
        for (Differential.Change change : differential.changes()) {
            line(String.format(
                    Locale.ROOT,
                    "%+7.2f %% %7.2f %% %7.2f %%  %s",
                    change.delta() * 100,
                    change.before() * 100,
                    change.after() * 100,
                    printable(change.function())));
        }
    }
}
