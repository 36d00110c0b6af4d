package faastrace.pages;

import java.util.List;

/** Draws samples over time as a small inline chart. Templates call its method. */
public final class Sparkline {
    Sparkline() {}

    /** The data ({@code d}) of an SVG path with the given width and height. */
    public String path(List<Long> course, int wide, int high) {
        long most = Math.max(1, course.stream().mapToLong(Long::longValue).max().orElse(1));
        StringBuilder path = new StringBuilder("M0 " + high);
        double step = (double) wide / Math.max(1, course.size());
        for (int i = 0; i < course.size(); i++) {
            double top = high - 1 - (high - 2.0) * course.get(i) / most;
            line(path, i * step, top);
            line(path, (i + 1) * step, top);
        }
        return path.append("L")
                .append(wide)
                .append(' ')
                .append(high)
                .append('Z')
                .toString();
    }

    /** Adds a line to a point. Numbers have one decimal place. String.format would take most of the time of a list. */
    private static void line(StringBuilder path, double x, double y) {
        path.append('L');
        tenths(path, x);
        path.append(' ');
        tenths(path, y);
    }

    private static void tenths(StringBuilder path, double number) {
        long tenths = Math.round(number * 10);
        path.append(tenths / 10).append('.').append(Math.abs(tenths % 10));
    }
}
