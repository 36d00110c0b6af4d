package faastrace.chart;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A heat map without a browser: as SVG, or in letters. */
public final class HeatMapText {
    private static final String SHADES = " .:-=+*#%@";
    private static final int SIDE = 8;
    private static final int LEFT = 50;
    private static final int FOOT = 20;
    private static final int LABEL_EVERY = 5;
    private static final int MILLIS = 1000;

    private final HeatMap map;
    private final long most;

    private HeatMapText(HeatMap map) {
        this.map = map;
        this.most = Math.max(1, map.most());
    }

    /** In letters, darker ones for more; the last part of a second stands at the top. */
    public static void letters(HeatMap map, OutputStream out) throws IOException {
        out.write(new HeatMapText(map).letters().getBytes(StandardCharsets.UTF_8));
    }

    /** As SVG. */
    public static void svg(HeatMap map, OutputStream out) throws IOException {
        out.write(new HeatMapText(map).svg().getBytes(StandardCharsets.UTF_8));
    }

    private String letters() {
        StringBuilder text = new StringBuilder();
        for (int row = map.rows() - 1; row >= 0; row--) {
            text.append(String.format(Locale.ROOT, "%4d ms |", row * MILLIS / map.rows()));
            for (long[] column : map.cells()) {
                long shade = column[row] == 0 ? 0 : 1 + column[row] * (SHADES.length() - 2) / most;
                text.append(SHADES.charAt((int) shade));
            }
            text.append("|\n");
        }
        return text.append(String.format(
                        Locale.ROOT,
                        "from second %d on, %d s; %s is %d%n",
                        map.startSecond(),
                        map.cells().length,
                        "@",
                        most))
                .toString();
    }

    private String svg() {
        int columns = map.cells().length;
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"10\" role=\"img\">\n<title>Heat map</title>\n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n",
                LEFT + columns * SIDE,
                map.rows() * SIDE + FOOT));
        for (int column = 0; column < columns; column++) {
            for (int row = 0; row < map.rows(); row++) {
                if (map.cells()[column][row] > 0) {
                    svg.append(cell(column, row));
                }
            }
            if (column % LABEL_EVERY == 0) {
                svg.append(label(LEFT + column * SIDE, map.rows() * SIDE + FOOT - 6, column + " s"));
            }
        }
        for (int row = 0; row < map.rows(); row += Math.max(1, map.rows() / 4)) {
            svg.append(label(2, (map.rows() - row) * SIDE, row * MILLIS / map.rows() + " ms"));
        }
        return svg.append("</svg>\n").toString();
    }

    private String cell(int column, int row) {
        long value = map.cells()[column][row];
        double share = (double) value / most;
        return String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"hsl(%.0f,95%%,%.0f%%)\">"
                        + "<title>%d s, %d ms: %d</title></rect>%n",
                LEFT + column * SIDE,
                (map.rows() - 1 - row) * SIDE,
                SIDE - 1,
                SIDE - 1,
                48 - 48 * Math.min(1, share * 1.4),
                84 - 58 * share,
                column,
                row * MILLIS / map.rows(),
                value);
    }

    private static String label(int x, int y, String text) {
        return String.format(Locale.ROOT, "<text x=\"%d\" y=\"%d\">%s</text>%n", x, y, text);
    }
}
