package faastrace.pages;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

/**
 * The row of a trace in the list. If a trace's samples are not counted yet, the page requests the row again, to fill in
 * the numbers.
 */
public final class TraceRow {
    private TraceRow() {}

    /**
     * Creates the link of a row.
     *
     * @param site creates links from the list to other pages
     * @param first the key of a trace; if it is not empty, the link compares this trace with the row's trace; if it is
     *     empty, the link opens the page of the row's trace
     * @param call the id of the invocation that the trace's page selects; empty for all invocations
     */
    public record Way(PageLinks site, String first, String call) {
        /** The URL that the trace's row links to. */
        public String to(ListedTrace trace) {
            if (!first.isEmpty()) {
                return site.to("compare?t=" + first + "&t=" + trace.key());
            }
            String view = call.isEmpty() ? "" : "#invocation=" + URLEncoder.encode(call, StandardCharsets.UTF_8);
            return site.to("traces/" + trace.key() + view);
        }
    }

    /** The HTML of the row. */
    public static String of(ListedTrace trace, Way way, Instant now) {
        return PageTemplate.fill("rows", way.site(), now, Map.of("trace", trace, "way", way));
    }
}
