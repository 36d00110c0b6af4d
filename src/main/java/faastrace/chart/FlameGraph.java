package faastrace.chart;

import faastrace.markup.SafeText;
import faastrace.trace.CallTree;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import faastrace.trace.Weight;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;

/** A call tree with its counts, as an image or as indented text. Callees of the same function are sorted by name. */
public final class FlameGraph {
    private static final int WIDTH = 1200;
    private static final int ROW = 17;
    private static final double LETTER = 6.6;
    private static final double NARROWEST = 0.3;
    private static final double LEAST_SHARE = 0.005;

    /**
     * The maximum number of levels in an image. The trace reader keeps at most 1024 frames of a stack, but a runtime
     * can put many calls into one frame.
     */
    private static final int MOST_LEVELS = 1200;

    /**
     * The maximum number of boxes in an image. If a trace has very many different stacks, an image of all of them would
     * be too large to be useful.
     */
    private static final int MOST_BOXES = 50_000;

    private static final int MOST_LETTERS = 4_000_000;
    private static final int LONGEST_NAME = 500;

    private final CallTree tree = new CallTree();
    private final long[] totals;
    private final List<List<Integer>> children = new ArrayList<>();
    private final boolean icicle;
    private final Weight weight;

    /** A node and the left edge of its box. */
    private record Place(int node, double x) {}

    /** A node and its indentation. */
    private record Line(int node, int depth) {}

    private FlameGraph(Trace trace, Selection selection, Weight weight, boolean icicle) {
        this.icicle = icicle;
        this.weight = weight;
        totals = totals(trace, selection, weight);
        for (int node = 0; node < totals.length; node++) {
            children.add(new ArrayList<>());
            if (node > 0 && totals[node] > 0) {
                children.get(tree.parent(node)).add(node);
            }
        }
        children.forEach(list -> list.sort(Comparator.comparing(this::name)));
    }

    /** The flame graph of the selected samples. If {@code icicle} is true, callees are drawn below their callers. */
    public static FlameGraph of(Trace trace, Selection selection, Weight weight, boolean icicle) {
        return new FlameGraph(trace, selection, weight, icicle);
    }

    private long[] totals(Trace trace, Selection selection, Weight weight) {
        CallTree.Leaves leaves = tree.add(trace);
        IntPredicate chosen = selection.of(trace);
        long[] counts = new long[1024];
        for (int row = 0; row < trace.size(); row++) {
            if (chosen.test(row)) {
                int node = leaves.of(row);
                counts = node < counts.length ? counts : Arrays.copyOf(counts, Math.max(node + 1, counts.length * 2));
                counts[node] += weight.of(trace, row);
            }
        }
        counts = Arrays.copyOf(counts, tree.size());
        for (int node = counts.length - 1; node > 0; node--) {
            counts[tree.parent(node)] += counts[node];
        }
        return counts;
    }

    /** The total count. */
    public long total() {
        return totals[0];
    }

    private String name(int node) {
        return node == 0 ? "all" : tree.name(node);
    }

    /**
     * Writes text with all nodes that have at least half a per cent of the total. Callees are indented below their
     * callers, the largest first.
     */
    public void writeText(OutputStream out) throws IOException {
        StringBuilder text = new StringBuilder();
        Deque<Line> open = new ArrayDeque<>(List.of(new Line(0, 0)));
        while (!open.isEmpty() && text.length() < MOST_LETTERS) {
            Line line = open.pop();
            append(line, text);
            List<Integer> shown = children.get(line.node()).stream()
                    .filter(child -> totals[child] >= totals[0] * LEAST_SHARE)
                    .sorted(Comparator.comparingLong((Integer child) -> totals[child])
                            .reversed())
                    .toList();
            for (int i = shown.size() - 1; i >= 0; i--) {
                open.push(new Line(shown.get(i), line.depth() + 1));
            }
        }
        if (!open.isEmpty()) {
            text.append("The rest is left out, because the text is too long.\n");
        }
        out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void append(Line line, StringBuilder text) {
        long total = totals[line.node()];
        double share = totals[0] == 0 ? 0 : (double) total / totals[0];
        text.append(String.format(Locale.ROOT, "%6.2f %% %10d  ", share * 100, total))
                .append("  ".repeat(line.depth()))
                .append(shortened(name(line.node())))
                .append('\n');
    }

    /**
     * Writes SVG. Each box has a tooltip with its name and share.
     *
     * @param empty the text to show if there are no samples
     */
    public void writeSvg(Caption caption, String empty, OutputStream out) throws IOException {
        out.write((totals[0] == 0 ? SentencePicture.svg(empty) : svg(caption)).getBytes(StandardCharsets.UTF_8));
    }

    private String svg(Caption caption) {
        StringBuilder boxes = new StringBuilder();
        List<Place> level = List.of(new Place(0, 0));
        int rows = 0;
        int count = 0;
        while (!level.isEmpty() && rows <= MOST_LEVELS && count + level.size() <= MOST_BOXES) {
            for (Place place : level) {
                boxes.append(box(place, (icicle ? 1 : -1) * rows * ROW));
            }
            rows++;
            count += level.size();
            level = above(level);
        }
        int note = level.isEmpty() ? 0 : ROW;
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"12\" role=\"img\">\n%s<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n%s",
                WIDTH,
                Caption.HEIGHT + rows * ROW + note,
                caption.titleElement(),
                caption.svg(Caption.counts(totals[0], weight == Weight.samples))));
        if (note > 0) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"3\" y=\"%d\">Calls deeper than %d levels are left out.</text>%n",
                    Caption.HEIGHT + 12,
                    rows - 1));
        }
        svg.append(String.format(
                Locale.ROOT,
                "<g transform=\"translate(0 %d)\">%n",
                Caption.HEIGHT + (icicle ? 0 : (rows - 1) * ROW) + note));
        return svg.append(boxes).append("</g>\n</svg>\n").toString();
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
        return (double) totals[node] * WIDTH / totals[0];
    }

    private static String shortened(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "\u2026";
    }

    private String box(Place place, int y) {
        int node = place.node();
        double x = place.x();
        double width = width(node);
        String name = shortened(name(node));
        int letters = (int) ((width - 6) / LETTER);
        String shown = letters < 3 ? "" : name.length() <= letters ? name : name.substring(0, letters - 1) + "\u2026";
        return String.format(
                Locale.ROOT,
                "<g><title>%s: %d, %.2f %%</title><rect x=\"%.2f\" y=\"%d\" width=\"%.2f\" height=\"%d\" fill=\"%s\"/>"
                        + "<text x=\"%.2f\" y=\"%d\">%s</text></g>%n",
                SafeText.of(name),
                totals[node],
                100.0 * totals[node] / Math.max(1, totals[0]),
                x,
                y,
                Math.max(0.2, width - 0.5),
                ROW - 1,
                colour(node),
                x + 3,
                y + ROW - 5,
                SafeText.of(shown));
    }

    private String colour(int node) {
        if (node == 0) {
            return "#d9d6d0";
        }
        int hue = switch (tree.labels().get(tree.label(node)).kind()) {
            case kernel -> 205;
            case compiled -> 100;
            case inlined -> 165;
            case command, unknown -> 60;
            case binary -> 30;
            case offCpu -> 335;
        };
        return "hsl(" + (hue + Math.floorMod(name(node).hashCode(), 20) - 10) + ",65%,72%)";
    }
}
