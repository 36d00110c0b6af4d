package faastrace.pages;

import java.util.List;
import java.util.Locale;

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
            path.append(String.format(Locale.ROOT, "L%.1f %.1fL%.1f %.1f", i * step, top, (i + 1) * step, top));
        }
        return path.append("L")
                .append(wide)
                .append(' ')
                .append(high)
                .append('Z')
                .toString();
    }
}
