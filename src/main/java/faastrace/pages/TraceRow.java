package faastrace.pages;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

/** One trace's row in the list; also what a page asks for once its numbers are counted. */
public final class TraceRow {
    private TraceRow() {}

    /**
     * Where its link leads.
     *
     * @param site where the list stands
     * @param first the trace to compare it with; empty for its own page
     * @param call the id of the invocation to show there; empty for all
     */
    public record Way(PageLinks site, String first, String call) {
        /** The link of that trace. */
        public String to(ListedTrace trace) {
            if (!first.isEmpty()) {
                return site.to("compare?t=" + first + "&t=" + trace.key());
            }
            String view = call.isEmpty() ? "" : "#invocation=" + URLEncoder.encode(call, StandardCharsets.UTF_8);
            return site.to("traces/" + trace.key() + view);
        }
    }

    /** The row alone, as a piece of a page. */
    public static String of(ListedTrace trace, Way way, Instant now) {
        return PageTemplate.fill("rows", way.site(), now, Map.of("trace", trace, "way", way));
    }
}
