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
final class DifferentialSvg {
    private static final int WIDTH = 1200;
    private static final int ROW = 17;
    private static final double LETTER = 6.6;
    private static final double NARROWEST = 0.3;
    private static final int MOST_LEVELS = 1200;
    private static final int MOST_BOXES = 50_000;
    private static final int LONGEST_NAME = 500;
    private static final double UNCHANGED = 1e-9;

    private final CallTree tree;
    private final double[] before;
    private final double[] after;
    private final List<List<Integer>> children = new ArrayList<>();
    private final DoubleFunction<String> unit;
    private final List<String> notes;
    private final double largest;

    /** A node and the left edge of its box. */
    private record Place(int node, double x) {}

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
        StringBuilder boxes = new StringBuilder();
        List<Place> level = List.of(new Place(0, 0));
        int rows = 0;
        int count = 0;
        while (!level.isEmpty() && rows < MOST_LEVELS && count + level.size() <= MOST_BOXES) {
            for (Place place : level) {
                boxes.append(box(place, -rows * ROW));
            }
            rows++;
            count += level.size();
            level = above(level);
        }
        List<String> lines = new ArrayList<>();
        lines.add("Before: " + shortened(titles.get(0)) + ", after: " + shortened(titles.get(1)));
        lines.addAll(notes);
        lines.add("red: more after, blue: less after");
        if (!level.isEmpty()) {
            lines.add("Calls deeper than " + (rows - 1) + " levels are left out.");
        }
        return head(lines, rows) + boxes + "</g>\n</svg>\n";
    }

    private static String head(List<String> lines, int rows) {
        int top = lines.size() * ROW;
        StringBuilder head = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"12\" role=\"img\">\n<title>Differential flame graph. %s</title>\n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n",
                WIDTH,
                top + rows * ROW,
                SafeText.of(lines.get(0))));
        for (int i = 0; i < lines.size(); i++) {
            head.append(String.format(
                    Locale.ROOT, "<text x=\"3\" y=\"%d\">%s</text>%n", i * ROW + 12, SafeText.of(lines.get(i))));
        }
        return head.append(String.format(Locale.ROOT, "<g transform=\"translate(0 %d)\">%n", top + (rows - 1) * ROW))
                .toString();
    }

    /** The callees of the given nodes. Callees that would be too narrow to be visible are left out. */
    private List<Place> above(List<Place> level) {
        List<Place> above = new ArrayList<>();
        for (Place place : level) {
            double x = place.x();
            for (int child : children.get(place.node())) {
                if (width(child) >= NARROWEST) {
                    above.add(new Place(child, x));
                }
                x += width(child);
            }
        }
        return above;
    }

    private double width(int node) {
        return average(node) * WIDTH / average(0);
    }

    private String box(Place place, int y) {
        int node = place.node();
        double width = width(node);
        String name = shortened(node == 0 ? "all" : tree.name(node));
        int letters = (int) ((width - 6) / LETTER);
        String shown = letters < 3 ? "" : name.length() <= letters ? name : name.substring(0, letters - 1) + "…";
        double change = after[node] - before[node];
        return String.format(
                Locale.ROOT,
                "<g><title>%s: %s before, %s after, %s%s</title><rect x=\"%.2f\" y=\"%d\" width=\"%.2f\" height=\"%d\""
                        + " fill=\"%s\"/><text x=\"%.2f\" y=\"%d\">%s</text></g>%n",
                SafeText.of(name),
                unit.apply(before[node]),
                unit.apply(after[node]),
                change < 0 ? "-" : "+",
                unit.apply(Math.abs(change)),
                place.x(),
                y,
                Math.max(0.2, width - 0.5),
                ROW - 1,
                colour(change),
                place.x() + 3,
                y + ROW - 5,
                SafeText.of(shown));
    }

    /** The pages use the same colours. */
    private String colour(double change) {
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

    private static String shortened(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…";
    }
}
