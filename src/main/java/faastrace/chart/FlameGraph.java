package faastrace.chart;

import faastrace.trace.CallTree;
import faastrace.trace.CodeKind;
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
import org.jspecify.annotations.Nullable;

/** A call tree with its counts, as an image or as indented text. Callees of the same function are sorted by name. */
public final class FlameGraph {
    private static final double LEAST_SHARE = 0.005;

    private static final int MOST_LETTERS = 4_000_000;

    private final CallTree tree = new CallTree();
    private final long[] totals;
    private final List<List<Integer>> children = new ArrayList<>();
    private final boolean icicle;
    private final Weight weight;

    /** The tree that is shown if frames of runtimes are left out. Node ids then refer to this tree. */
    private final @Nullable ShownTree shown;

    /** A node and its indentation. */
    private record Line(int node, int depth) {}

    private FlameGraph(Trace trace, Selection selection, Weight weight, boolean icicle, boolean runtimeFrames) {
        this.icicle = icicle;
        this.weight = weight;
        long[] selfs = selfs(trace, selection, weight);
        shown = runtimeFrames ? null : new ShownTree(tree);
        totals = totals(shown == null ? selfs : moved(selfs, shown));
        for (int node = 0; node < totals.length; node++) {
            children.add(new ArrayList<>());
            if (node > 0 && totals[node] > 0) {
                children.get(parent(node)).add(node);
            }
        }
        children.forEach(list -> list.sort(Comparator.comparing(this::name)));
    }

    /** The flame graph of the selected samples with all frames. If {@code icicle} is true, callees are below callers. */
    public static FlameGraph of(Trace trace, Selection selection, Weight weight, boolean icicle) {
        return of(trace, selection, weight, icicle, true);
    }

    /**
     * The flame graph of the selected samples.
     *
     * @param icicle whether callees are drawn below their callers
     * @param runtimeFrames whether frames of interpreters and runtimes are shown; otherwise, their time is added to the
     *     function that the runtime was running
     */
    public static FlameGraph of(
            Trace trace, Selection selection, Weight weight, boolean icicle, boolean runtimeFrames) {
        return new FlameGraph(trace, selection, weight, icicle, runtimeFrames);
    }

    private static long[] moved(long[] selfs, ShownTree shown) {
        long[] moved = new long[shown.size()];
        for (int node = 0; node < selfs.length; node++) {
            moved[shown.at(node)] += selfs[node];
        }
        return moved;
    }

    private int parent(int node) {
        return shown == null ? tree.parent(node) : shown.parent(node);
    }

    private long[] selfs(Trace trace, Selection selection, Weight weight) {
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
        return Arrays.copyOf(counts, tree.size());
    }

    private long[] totals(long[] counts) {
        for (int node = counts.length - 1; node > 0; node--) {
            counts[parent(node)] += counts[node];
        }
        return counts;
    }

    /** The total count. */
    public long total() {
        return totals[0];
    }

    private String name(int node) {
        return node == 0 ? "all" : shown == null ? tree.name(node) : shown.name(node);
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
                .append(BoxLayout.shortened(name(line.node())))
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
        BoxLayout layout = BoxLayout.of(children, node -> (double) totals[node] / totals[0], icicle, new Boxes());
        int note = layout.note().isEmpty() ? 0 : BoxLayout.ROW;
        int top = Caption.HEIGHT + note;
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"12\" role=\"img\">\n%s<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n%s",
                BoxLayout.WIDTH,
                top + layout.rows() * BoxLayout.ROW,
                caption.titleElement(),
                caption.svg(Caption.counts(totals[0], weight == Weight.samples))));
        if (note > 0) {
            svg.append(String.format(
                    Locale.ROOT, "<text x=\"3\" y=\"%d\">%s</text>%n", Caption.HEIGHT + 12, layout.note()));
        }
        int root = icicle ? 0 : (layout.rows() - 1) * BoxLayout.ROW;
        svg.append(String.format(Locale.ROOT, "<g transform=\"translate(0 %d)\">%n", top + root));
        return svg.append(layout.boxes()).append("</g>\n</svg>\n").toString();
    }

    /** The boxes of the image. */
    private final class Boxes implements BoxLayout.Content {
        @Override
        public String name(int node) {
            return FlameGraph.this.name(node);
        }

        @Override
        public String numbers(int node) {
            return String.format(
                    Locale.ROOT, "%d, %.2f %%", totals[node], 100.0 * totals[node] / Math.max(1, totals[0]));
        }

        @Override
        public String colour(int node) {
            return FlameGraph.this.colour(node);
        }
    }

    private String colour(int node) {
        if (node == 0) {
            return "#d9d6d0";
        }
        CodeKind kind = shown == null ? tree.labels().get(tree.label(node)).kind() : shown.kind(node);
        if (kind == null) {
            return "#dcd8d0";
        }
        int hue = switch (kind) {
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
