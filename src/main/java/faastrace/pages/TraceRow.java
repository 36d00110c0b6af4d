package faastrace.pages;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

/** One trace's row in the list. A page also requests it separately, once the trace's numbers are counted. */
public final class TraceRow {
    private TraceRow() {}

    /**
     * The target of its link.
     *
     * @param site the links of the list
     * @param first the trace to compare it with; empty to link to its own page
     * @param call the id of the invocation to show on its page; empty for all
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

    /** The row as a part of a page. */
    public static String of(ListedTrace trace, Way way, Instant now) {
        return PageTemplate.fill("rows", way.site(), now, Map.of("trace", trace, "way", way));
    }
}
