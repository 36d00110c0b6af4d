package faastrace.pages;

import java.util.List;
import java.util.Locale;

/** Samples over time as a small picture between words. */
final class Sparkline {
    private static final int WIDE = 120;
    private static final int HIGH = 26;

    private Sparkline() {}

    static void draw(Html html, List<Long> course) {
        long most = Math.max(1, course.stream().mapToLong(Long::longValue).max().orElse(1));
        StringBuilder path = new StringBuilder("M0 " + HIGH);
        double step = (double) WIDE / Math.max(1, course.size());
        for (int i = 0; i < course.size(); i++) {
            double top = HIGH - 1 - (HIGH - 2.0) * course.get(i) / most;
            path.append(String.format(Locale.ROOT, "L%.1f %.1fL%.1f %.1f", i * step, top, (i + 1) * step, top));
        }
        path.append("L").append(WIDE).append(' ').append(HIGH).append('Z');
        html.open(
                "svg",
                "class",
                "spark",
                "viewBox",
                "0 0 " + WIDE + " " + HIGH,
                "width",
                String.valueOf(WIDE),
                "height",
                String.valueOf(HIGH),
                "role",
                "img",
                "aria-label",
                "samples over time",
                "preserveAspectRatio",
                "none");
        html.open("path", "d", path.toString()).close();
    }
}
