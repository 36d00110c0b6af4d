package faastrace.chart;

import faastrace.trace.Weight;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/** Draws a heat map without a browser: as SVG or as text. */
public final class HeatMapText {
    /** The maximum number of cells in an image: one hour with the default number of rows. */
    private static final int MOST_CELLS = 180_000;

    private static final String SHADES = " .:-=+*#%@";
    private static final int SIDE = 8;
    private static final int LEFT = 50;
    private static final int TOP = 8;
    private static final int FOOT = 40;
    private static final int LINE = 14;
    private static final int LETTER = 6;
    private static final int[] STEPS = {1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600};
    private static final int NARROWEST = 700;
    private static final double MILLIS = 1000;

    private final HeatMap map;
    private final long most;
    private final int columns;

    private HeatMapText(HeatMap map) {
        this.map = map;
        this.most = Math.max(1, map.most());
        this.columns = shown(map);
    }

    /** The number of columns in an image. If the heat map has more columns, the image leaves out the last ones. */
    public static int shown(HeatMap map) {
        return Math.min(map.cells().length, Math.max(1, MOST_CELLS / map.rows()));
    }

    /**
     * Writes text. Denser characters mean more samples. The top row is the last part of a second. If there are no
     * samples, the text is empty.
     */
    public static void letters(HeatMap map, OutputStream out) throws IOException {
        String text = map.cells().length == 0 ? "" : new HeatMapText(map).letters();
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Writes SVG.
     *
     * @param empty the text to show if there are no samples
     */
    public static void svg(HeatMap map, Weight weight, Caption caption, String empty, OutputStream out)
            throws IOException {
        String svg = map.cells().length == 0 ? SentencePicture.svg(empty) : new HeatMapText(map).svg(caption, weight);
        out.write(svg.getBytes(StandardCharsets.UTF_8));
    }

    private String letters() {
        StringBuilder text = new StringBuilder();
        int width =
                IntStream.range(0, map.rows()).map(row -> millis(row).length()).reduce(4, Math::max);
        for (int row = map.rows() - 1; row >= 0; row--) {
            text.append(" ".repeat(width - millis(row).length()))
                    .append(millis(row))
                    .append(" ms |");
            for (int column = 0; column < columns; column++) {
                long count = map.cells()[column][row];
                text.append(SHADES.charAt(count == 0 ? 0 : shade(count)));
            }
            text.append("|\n");
        }
        return text.append(String.format(
                        Locale.ROOT, "from second %d, %d s long; %s means %d%n", map.startSecond(), columns, "@", most))
                .toString();
    }

    /** Computes in floating point, because multiplying large sums of periods would overflow. */
    private int shade(long count) {
        return 1 + (int) ((double) count / most * (SHADES.length() - 2));
    }

    private String svg(Caption caption, Weight weight) {
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"10\" role=\"img\">\n%s<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n%s"
                        + "<g transform=\"translate(0 %d)\">\n",
                Math.max(LEFT + columns * SIDE, NARROWEST),
                Caption.HEIGHT + TOP + map.rows() * SIDE + FOOT + (isCut() ? LINE : 0),
                caption.titleElement(),
                caption.svg(Caption.counts(shownSum(), weight == Weight.samples)),
                Caption.HEIGHT));
        for (int column = 0; column < columns; column++) {
            for (int row = 0; row < map.rows(); row++) {
                if (map.cells()[column][row] > 0) {
                    svg.append(cell(column, row));
                }
            }
        }
        axes(svg);
        legend(svg);
        if (isCut()) {
            String cut = "Samples more than " + columns + " s after the start are left out.";
            svg.append(label(LEFT, TOP + map.rows() * SIDE + FOOT + LINE / 2.0, cut));
        }
        return svg.append("</g>\n</svg>\n").toString();
    }

    private long shownSum() {
        return Arrays.stream(map.cells(), 0, columns)
                .flatMapToLong(Arrays::stream)
                .sum();
    }

    private boolean isCut() {
        return map.behind() > 0 || columns < map.cells().length;
    }

    /** Draws each label at the exact position of its time, which may be inside a cell. */
    private void axes(StringBuilder svg) {
        int height = map.rows() * SIDE;
        for (int quarter = 0; quarter <= 4; quarter++) {
            double y = TOP + height * (1 - quarter / 4.0);
            svg.append(
                    String.format(Locale.ROOT, "<rect x=\"%d\" y=\"%.1f\" width=\"4\" height=\"1\"/>%n", LEFT - 5, y));
            svg.append(label(2, y + 3, quarter * 250 + " ms"));
        }
        int step = step();
        long first = Math.floorDiv(map.offset() + step - 1, step) * step;
        for (long second = first; second < map.offset() + columns; second += step) {
            long x = LEFT + (second - map.offset()) * SIDE;
            svg.append(String.format(
                    Locale.ROOT, "<rect x=\"%d\" y=\"%d\" width=\"1\" height=\"4\"/>%n", x, TOP + height));
            svg.append(label(x, TOP + height + 14, second + " s"));
        }
    }

    /** The number of seconds between two labels. It is large enough that the labels don't overlap. */
    private int step() {
        int room = (map.offset() + columns + " s ").length() * LETTER;
        return IntStream.of(STEPS)
                .filter(step -> step * SIDE >= room)
                .findFirst()
                .orElse(STEPS[STEPS.length - 1]);
    }

    private void legend(StringBuilder svg) {
        int y = TOP + map.rows() * SIDE + 22;
        int parts = 5;
        for (int part = 0; part < parts; part++) {
            double share = most == 1 ? 1 : (1 + (most - 1.0) * part / (parts - 1)) / most;
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect x=\"%d\" y=\"%d\" width=\"12\" height=\"10\" fill=\"%s\"/>%n",
                    LEFT + part * 12,
                    y,
                    colour(share)));
        }
        svg.append(label(LEFT + parts * 12 + 6.0, y + 9, "1 to " + most + " in " + millis(1) + " ms"));
    }

    private String cell(int column, int row) {
        long value = map.cells()[column][row];
        return String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\">"
                        + "<title>%d s, %s ms: %d</title></rect>%n",
                LEFT + column * SIDE,
                TOP + (map.rows() - 1 - row) * SIDE,
                SIDE - 1,
                SIDE - 1,
                colour((double) value / most),
                map.offset() + column,
                millis(row),
                value);
    }

    private static String colour(double share) {
        return String.format(Locale.ROOT, "hsl(%.0f,95%%,%.0f%%)", 48 - 48 * Math.min(1, share * 1.4), 84 - 58 * share);
    }

    /** The start of a row in milliseconds, with microsecond precision. */
    private String millis(int row) {
        return String.format(Locale.ROOT, "%.3f", row * MILLIS / map.rows()).replaceFirst("\\.0++$|(?<!0)0++$", "");
    }

    private static String label(double x, double y, String text) {
        return String.format(Locale.ROOT, "<text x=\"%.0f\" y=\"%.0f\">%s</text>%n", x, y, text);
    }
}
