package faastrace.chart;

import faastrace.trace.CallTree;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import faastrace.trace.Weight;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;

/** A call tree with its counts, as a picture or as indented text. Callees stand beside each other by name. */
public final class FlameGraph {
    private static final int WIDTH = 1200;
    private static final int ROW = 17;
    private static final double LETTER = 6.6;
    private static final double NARROWEST = 0.3;
    private static final double LEAST_SHARE = 0.005;

    /** Readers keep 1024 frames of a stack, but a runtime may put many calls into one frame. */
    private static final int MOST_LEVELS = 1200;

    private static final int LONGEST_NAME = 500;

    private final CallTree tree = new CallTree();
    private final long[] totals;
    private final List<List<Integer>> children = new ArrayList<>();
    private final boolean icicle;
    private long deeper;

    private FlameGraph(Trace trace, Selection selection, Weight weight, boolean icicle) {
        this.icicle = icicle;
        totals = totals(trace, selection, weight);
        for (int node = 0; node < totals.length; node++) {
            children.add(new ArrayList<>());
            if (node > 0 && totals[node] > 0) {
                children.get(tree.parent(node)).add(node);
            }
        }
        children.forEach(list -> list.sort(Comparator.comparing(this::name)));
    }

    /** Of the samples that count. With icicle, callees hang below their callers. */
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

    /** What was counted in all. */
    public long total() {
        return totals[0];
    }

    private String name(int node) {
        return node == 0 ? "all" : tree.name(node);
    }

    /** As text: what has half a per cent or more, callees indented below their callers, the most first. */
    public void writeText(OutputStream out) throws IOException {
        StringBuilder text = new StringBuilder();
        text(0, 0, text);
        if (deeper > 0) {
            text.append("Calls of ").append(deeper).append(" samples are deeper than ");
            text.append(MOST_LEVELS).append(" levels, and left out.\n");
        }
        out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void text(int node, int depth, StringBuilder text) {
        double share = totals[0] == 0 ? 0 : (double) totals[node] / totals[0];
        text.append(String.format(Locale.ROOT, "%6.2f %% %10d  ", share * 100, totals[node]))
                .append("  ".repeat(depth))
                .append(shortened(name(node)))
                .append('\n');
        List<Integer> shown = children.get(node).stream()
                .filter(child -> totals[child] >= totals[0] * LEAST_SHARE)
                .sorted(Comparator.comparingLong((Integer child) -> totals[child])
                        .reversed())
                .toList();
        for (int child : depth < MOST_LEVELS ? shown : List.<Integer>of()) {
            text(child, depth + 1, text);
        }
        countDeeper(shown, depth);
    }

    private void countDeeper(List<Integer> shown, int depth) {
        if (depth == MOST_LEVELS) {
            deeper += shown.stream().mapToLong(child -> totals[child]).sum();
        }
    }

    /**
     * As SVG, with each box's name and share shown when it is pointed at.
     *
     * @param empty what to say if there are no samples
     */
    public void writeSvg(String empty, OutputStream out) throws IOException {
        out.write((totals[0] == 0 ? Markup.svg(empty) : svg()).getBytes(StandardCharsets.UTF_8));
    }

    private String svg() {
        List<String> boxes = new ArrayList<>();
        int rows = box(0, 0, 0, boxes) + 1;
        int note = deeper > 0 ? ROW : 0;
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"12\" role=\"img\">\n<title>Flame graph</title>\n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n",
                WIDTH,
                rows * ROW + note));
        if (note > 0) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"3\" y=\"12\">Calls deeper than %d levels are left out.</text>%n",
                    MOST_LEVELS));
        }
        svg.append(String.format(
                Locale.ROOT, "<g transform=\"translate(0 %d)\">\n", (icicle ? 0 : (rows - 1) * ROW) + note));
        boxes.forEach(svg::append);
        return svg.append("</g>\n</svg>\n").toString();
    }

    /** Draws a node and what it calls; gives the depth it reaches. */
    private int box(int node, int depth, double x, List<String> boxes) {
        double width = (double) totals[node] * WIDTH / Math.max(1, totals[0]);
        boxes.add(box(node, x, width, (icicle ? 1 : -1) * depth * ROW));
        int deepest = depth;
        double at = x;
        for (int child : children.get(node)) {
            double wide = (double) totals[child] * WIDTH / totals[0];
            if (wide >= NARROWEST && depth < MOST_LEVELS) {
                deepest = Math.max(deepest, box(child, depth + 1, at, boxes));
            } else if (wide >= NARROWEST) {
                deeper += totals[child];
            }
            at += wide;
        }
        return deepest;
    }

    private static String shortened(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "\u2026";
    }

    private String box(int node, double x, double width, int y) {
        String name = shortened(name(node));
        int letters = (int) ((width - 6) / LETTER);
        String shown = letters < 3 ? "" : name.length() <= letters ? name : name.substring(0, letters - 1) + "\u2026";
        return String.format(
                Locale.ROOT,
                "<g><title>%s: %d, %.2f %%</title><rect x=\"%.2f\" y=\"%d\" width=\"%.2f\" height=\"%d\" fill=\"%s\"/>"
                        + "<text x=\"%.2f\" y=\"%d\">%s</text></g>%n",
                Markup.text(name),
                totals[node],
                100.0 * totals[node] / Math.max(1, totals[0]),
                x,
                y,
                Math.max(0.2, width - 0.5),
                ROW - 1,
                colour(node),
                x + 3,
                y + ROW - 5,
                Markup.text(shown));
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
        };
        return "hsl(" + (hue + Math.floorMod(name(node).hashCode(), 20) - 10) + ",65%,72%)";
    }
}
