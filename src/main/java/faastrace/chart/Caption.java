package faastrace.chart;

import faastrace.markup.SafeText;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The two lines at the top of an SVG image: what it shows, and when and how much was recorded.
 *
 * @param title the title
 * @param file the time when the trace's file was written or received; empty if the trace comes from a stream
 * @param selection the selected part of the trace; empty if all of it is selected
 */
public record Caption(String title, Optional<Instant> file, String selection) {
    /** The height of both lines, in pixels of the image. */
    static final int HEIGHT = 44;

    private static final int LONGEST = 160;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT);

    /** The caption of a picture of the selected part of a trace. */
    public static Caption of(String title, Optional<Instant> file, Trace trace, Selection selection) {
        Map<String, String> chosen = SelectionText.of(trace, selection);
        return new Caption(
                title,
                file,
                chosen.entrySet().stream()
                        .map(part -> (part.getKey() + " " + part.getValue()).strip())
                        .collect(Collectors.joining(", ")));
    }

    /** @param counts how much the picture shows, such as {@code 12 samples} */
    String svg(String counts) {
        List<String> parts = new ArrayList<>();
        file.ifPresent(time -> parts.add(
                "file from " + TIME.format(time.truncatedTo(ChronoUnit.SECONDS).atOffset(ZoneOffset.UTC))));
        parts.add(counts);
        if (!selection.isEmpty()) {
            parts.add("only " + selection);
        }
        return String.format(
                Locale.ROOT,
                "<text x=\"3\" y=\"18\" font-size=\"15\" font-weight=\"bold\">%s</text>%n"
                        + "<text x=\"3\" y=\"36\" font-size=\"12\">%s</text>%n",
                shortened(title),
                shortened(String.join(" \u00b7 ", parts)));
    }

    /** The title of the image, which programs and screen readers show. */
    String titleElement() {
        return "<title>" + shortened(title) + "</title>\n";
    }

    /** Counts with their unit. */
    static String counts(long count, boolean samples) {
        return samples
                ? String.format(Locale.ROOT, "%,d %s", count, count == 1 ? "sample" : "samples")
                : String.format(Locale.ROOT, "sum of the periods: %,d", count);
    }

    private static String shortened(String text) {
        return SafeText.of(text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "\u2026");
    }
}
