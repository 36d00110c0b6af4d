package faastrace.cli.trace;

import static faastrace.cli.trace.ComparisonWords.millis;
import static faastrace.cli.trace.ComparisonWords.signed;

import faastrace.chart.Differential;
import faastrace.trace.call.CallComparison;
import faastrace.trace.call.FunctionChange;
import faastrace.trace.call.Measure;
import faastrace.trace.call.Total;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A comparison as a Markdown summary, for the page of a CI job. */
final class ComparisonMarkdown {
    private static final int MOST_ROWS = 20;
    private static final int LONGEST_NAME = 200;

    private final StringBuilder text = new StringBuilder();

    private ComparisonMarkdown() {}

    /**
     * The summary.
     *
     * @param gate the limit, if there is one
     * @param checked the time that was checked against the limit
     */
    static String of(
            List<String> titles, Differential differential, @Nullable Gate gate, Gate.@Nullable Checked checked) {
        ComparisonMarkdown summary = new ComparisonMarkdown();
        Measure measure = gate == null ? Measure.cpu : gate.measure();
        boolean known = differential.isPerCall() || checked != null;
        Total total = checked != null
                ? checked.average()
                : known ? differential.calls().total(measure) : null;
        summary.title(titles, gate, checked);
        if (total != null) {
            summary.total(differential.calls(), measure, total, checked == null ? null : checked.fastest());
        }
        if (!differential.hasSamples()) {
            summary.paragraph("There are no functions to compare: one of the traces has no samples.");
        } else if (differential.isPerCall() && !differential.calls().hasEnoughCalls()) {
            summary.paragraph("Functions are not listed, because there are too few invocations.");
        } else if (differential.isPerCall()) {
            List<FunctionChange> changes = differential.calls().changes();
            summary.functions("Slower functions", ComparisonWords.functions(changes, true));
            summary.functions("Faster functions", ComparisonWords.functions(changes, false));
        } else {
            summary.shares(differential, total != null);
        }
        return summary.text.toString();
    }

    private void title(List<String> titles, @Nullable Gate gate, Gate.@Nullable Checked checked) {
        String result = gate == null || checked == null
                ? ""
                : gate.fails(checked)
                        ? ": slower by more than " + ComparisonWords.limit(gate.limit())
                        : ": not slower by more than " + ComparisonWords.limit(gate.limit());
        text.append("### faas-trace: comparison").append(result).append('\n');
        paragraph("Before: " + code(titles.get(0)) + ", after: " + code(titles.get(1)));
    }

    private void paragraph(String sentence) {
        text.append('\n').append(sentence).append('\n');
    }

    private void total(CallComparison calls, Measure measure, Total total, @Nullable Total fastest) {
        text.append("\n| | before | after | change |\n|---|---:|---:|---:|\n");
        row(ComparisonWords.name(measure), total);
        if (fastest != null) {
            row(ComparisonWords.nameOfFastest(measure), fastest);
        }
        row("Invocations", calls.calls().get(0).toString(), calls.calls().get(1).toString(), "");
        String noise = fastest == null ? "" : ComparisonWords.noiseOfFastest(fastest) + " ";
        paragraph((ComparisonWords.noise(total) + " " + noise + ComparisonWords.source(measure, total, calls) + " "
                        + ComparisonWords.unsampled(calls))
                .strip());
    }

    private void row(String name, Total total) {
        row(name, millis(total.before()), millis(total.after()), ComparisonWords.change(total));
    }

    private void row(String name, String before, String after, String change) {
        text.append("| ")
                .append(String.join(" | ", name, before, after, change))
                .append(" |\n");
    }

    private void functions(String title, List<FunctionChange> changes) {
        List<FunctionChange> certain =
                changes.stream().filter(ComparisonWords::isCertain).toList();
        if (certain.isEmpty()) {
            paragraph(title + ": no significant change.");
            return;
        }
        text.append("\n#### ")
                .append(title)
                .append("\n\n| function | before | after | change |\n|---|---:|---:|---:|\n");
        for (FunctionChange change : certain.subList(0, Math.min(MOST_ROWS, certain.size()))) {
            row(code(change.function()), millis(change.before()), millis(change.after()), signed(change.delta()));
        }
        more(certain.size());
    }

    private void shares(Differential differential, boolean known) {
        String why = ComparisonWords.shares(differential, known);
        if (!why.isEmpty()) {
            paragraph(escaped(why));
        }
        List<Differential.Change> changes = differential.changes();
        if (changes.isEmpty()) {
            paragraph("No difference.");
            return;
        }
        text.append("\n| function | share before | share after | change |\n|---|---:|---:|---:|\n");
        for (Differential.Change change : changes.subList(0, Math.min(MOST_ROWS, changes.size()))) {
            row(
                    code(change.function()),
                    ComparisonWords.percent(change.before()),
                    ComparisonWords.percent(change.after()),
                    String.format(Locale.ROOT, "%+.1f %%", change.delta() * 100));
        }
        more(changes.size());
    }

    private void more(int count) {
        if (count > MOST_ROWS) {
            paragraph("… and " + (count - MOST_ROWS) + " more");
        }
    }

    private static String code(String name) {
        String shown = name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…";
        return "<code>" + escaped(shown) + "</code>";
    }

    /** Writes all signs as character references, because names are untrusted and almost every sign is Markdown. */
    private static String escaped(String text) {
        StringBuilder safe = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (Character.isISOControl(c) || c >= 0xd800 && c <= 0xdfff) {
                safe.append('\uFFFD');
            } else if (Character.isLetterOrDigit(c) || " .,".indexOf(c) >= 0) {
                safe.appendCodePoint(c);
            } else {
                safe.append("&#").append(c).append(';');
            }
        });
        return safe.toString();
    }
}
