package faastrace.chart;

import faastrace.markup.SafeText;
import faastrace.trace.CallTree;
import faastrace.trace.call.CallComparison;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/**
 * Draws two traces as one flame graph. The width of a box is the average of before and after. Red boxes grew, and blue
 * boxes shrank; the stronger the colour, the larger the change.
 */
final class DifferentialSvg implements BoxLayout.Content {
    private static final double UNCHANGED = 1e-9;

    private final CallTree tree;
    private final double[] before;
    private final double[] after;
    private final List<List<Integer>> children = new ArrayList<>();
    private final DoubleFunction<String> unit;
    private final List<String> notes;
    private final double largest;

    private DifferentialSvg(
            CallTree tree, double[] before, double[] after, DoubleFunction<String> unit, List<String> notes) {
        this.tree = tree;
        this.before = totals(tree, before);
        this.after = totals(tree, after);
        this.unit = unit;
        this.notes = notes;
        double most = 0;
        for (int node = 0; node < before.length; node++) {
            most = Math.max(most, Math.abs(this.after[node] - this.before[node]));
            children.add(new ArrayList<>());
            if (node > 0 && average(node) > 0) {
                children.get(tree.parent(node)).add(node);
            }
        }
        largest = most;
        children.forEach(list -> list.sort(Comparator.comparing(tree::name)));
    }

    /** A picture of the time of each invocation. */
    static DifferentialSvg ofCalls(CallTree tree, CallComparison calls) {
        return new DifferentialSvg(
                tree,
                calls.before(),
                calls.after(),
                nanos -> String.format(Locale.ROOT, "%.3f ms", nanos / 1e6),
                List.of("CPU time per invocation; " + calls.calls().get(0) + " invocations before, "
                        + calls.calls().get(1) + " invocations after"));
    }

    /**
     * A picture of shares.
     *
     * @param why why shares are shown; may be empty
     */
    static DifferentialSvg ofShares(CallTree tree, long[] before, long[] after, String why) {
        long all = Arrays.stream(before).sum();
        long allAfter = Arrays.stream(after).sum();
        List<String> notes =
                new ArrayList<>(List.of("Shares of samples; " + all + " samples before, " + allAfter + " after"));
        if (!why.isEmpty()) {
            notes.add("The time of an invocation is not known. " + why);
        }
        return new DifferentialSvg(
                tree,
                Arrays.stream(before)
                        .mapToDouble(count -> (double) count / Math.max(1, all))
                        .toArray(),
                Arrays.stream(after)
                        .mapToDouble(count -> (double) count / Math.max(1, allAfter))
                        .toArray(),
                share -> String.format(Locale.ROOT, "%.2f %%", share * 100),
                notes);
    }

    private static double[] totals(CallTree tree, double[] selfs) {
        double[] totals = selfs.clone();
        for (int node = totals.length - 1; node > 0; node--) {
            totals[tree.parent(node)] += totals[node];
        }
        return totals;
    }

    private double average(int node) {
        return (before[node] + after[node]) / 2;
    }

    /** The image. */
    String text(List<String> titles) {
        BoxLayout layout = BoxLayout.of(children, node -> average(node) / average(0), false, this);
        List<String> lines = new ArrayList<>();
        lines.add("Before: " + BoxLayout.shortened(titles.get(0)) + ", after: " + BoxLayout.shortened(titles.get(1)));
        lines.addAll(notes);
        lines.add("red: more after, blue: less after");
        if (!layout.note().isEmpty()) {
            lines.add(layout.note());
        }
        return head(lines, layout.rows()) + layout.boxes() + "</g>\n</svg>\n";
    }

    private static String head(List<String> lines, int rows) {
        int top = lines.size() * BoxLayout.ROW;
        StringBuilder head = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"12\" role=\"img\">\n<title>Differential flame graph. %s</title>\n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n",
                BoxLayout.WIDTH,
                top + rows * BoxLayout.ROW,
                SafeText.of(lines.get(0))));
        for (int i = 0; i < lines.size(); i++) {
            head.append(String.format(
                    Locale.ROOT,
                    "<text x=\"3\" y=\"%d\">%s</text>%n",
                    i * BoxLayout.ROW + 12,
                    SafeText.of(lines.get(i))));
        }
        return head.append(String.format(
                        Locale.ROOT, "<g transform=\"translate(0 %d)\">%n", top + (rows - 1) * BoxLayout.ROW))
                .toString();
    }

    @Override
    public String name(int node) {
        return node == 0 ? "all" : tree.name(node);
    }

    @Override
    public String numbers(int node) {
        double change = after[node] - before[node];
        return unit.apply(before[node]) + " before, " + unit.apply(after[node]) + " after, " + (change < 0 ? "-" : "+")
                + unit.apply(Math.abs(change));
    }

    /** The pages use the same colours. */
    @Override
    public String colour(int node) {
        double change = after[node] - before[node];
        double part = largest > 0 ? Math.abs(change) / largest : 0;
        if (part < UNCHANGED) {
            return "#d8d6d2";
        }
        return String.format(
                Locale.ROOT,
                "hsl(%d,%.0f%%,%.0f%%)",
                change > 0 ? 5 : 215,
                25 + 65 * Math.sqrt(part),
                86 - 30 * Math.sqrt(part));
    }
}
