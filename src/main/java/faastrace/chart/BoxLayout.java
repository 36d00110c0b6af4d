package faastrace.chart;

import faastrace.markup.SafeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;

/**
 * Lays out the boxes of a flame graph as SVG. A box is as wide as its node's part of the root. Boxes that would be too
 * narrow to be visible are left out. If there are too many levels or boxes, the deepest levels are left out.
 */
final class BoxLayout {
    /** The width of the image, in pixels. */
    static final int WIDTH = 1200;

    /** The height of a row, in pixels. */
    static final int ROW = 17;

    private static final double LETTER = 6.6;
    private static final double NARROWEST = 0.3;
    private static final int LONGEST_NAME = 500;

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

    private final StringBuilder boxes = new StringBuilder();
    private final List<List<Integer>> children;
    private final IntToDoubleFunction part;
    private final Content content;
    private int rows;
    private boolean deeper;

    /** A node and the left edge of its box. */
    private record Place(int node, double x) {}

    /** What a node's box contains. */
    interface Content {
        /** The node's name. It may contain any characters. */
        String name(int node);

        /** The text after the name in the box's tooltip. */
        String numbers(int node);

        /** The colour of the box, as in CSS. */
        String colour(int node);
    }

    private BoxLayout(List<List<Integer>> children, IntToDoubleFunction part, Content content) {
        this.children = children;
        this.part = part;
        this.content = content;
    }

    /**
     * Lays out all nodes below node 0.
     *
     * @param children the callees of each node, in the order of their boxes
     * @param part the node's part of node 0, from 0 to 1
     * @param icicle whether callees are below their callers
     */
    static BoxLayout of(List<List<Integer>> children, IntToDoubleFunction part, boolean icicle, Content content) {
        BoxLayout layout = new BoxLayout(children, part, content);
        layout.fill(icicle ? 1 : -1);
        return layout;
    }

    private void fill(int direction) {
        List<Place> level = List.of(new Place(0, 0));
        int count = 0;
        while (!level.isEmpty() && rows <= MOST_LEVELS && count + level.size() <= MOST_BOXES) {
            for (Place place : level) {
                boxes.append(box(place, direction * rows * ROW));
            }
            rows++;
            count += level.size();
            level = above(level);
        }
        deeper = !level.isEmpty();
    }

    /** The SVG of the boxes. The upper edge of the root's box is at 0. */
    CharSequence boxes() {
        return boxes;
    }

    /** The number of rows. */
    int rows() {
        return rows;
    }

    /** A sentence that says that levels are left out; empty if none is left out. */
    String note() {
        return deeper ? "Calls deeper than " + (rows - 1) + " levels are left out." : "";
    }

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
        return part.applyAsDouble(node) * WIDTH;
    }

    /** The name, shortened if it is very long. */
    static String shortened(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "\u2026";
    }

    private String box(Place place, int y) {
        int node = place.node();
        double width = width(node);
        String name = shortened(content.name(node));
        int letters = (int) ((width - 6) / LETTER);
        String shown = letters < 3 ? "" : name.length() <= letters ? name : name.substring(0, letters - 1) + "\u2026";
        return String.format(
                Locale.ROOT,
                "<g><title>%s: %s</title><rect x=\"%.2f\" y=\"%d\" width=\"%.2f\" height=\"%d\" fill=\"%s\"/>"
                        + "<text x=\"%.2f\" y=\"%d\">%s</text></g>%n",
                SafeText.of(name),
                content.numbers(node),
                place.x(),
                y,
                Math.max(0.2, width - 0.5),
                ROW - 1,
                content.colour(node),
                place.x() + 3,
                y + ROW - 5,
                SafeText.of(shown));
    }
}
