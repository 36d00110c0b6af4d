package faastrace.pages;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The first page: the functions and their traces. */
public final class ListPage {
    /** The request, as it is in the URL. */
    public record Asked(String search, String name, String order, int page, String first) {
        /** The newest traces of a function, to be compared with the first trace if one is given. */
        public static Asked ofFunction(String name, String first) {
            return new Asked("", name, NEWEST, 1, first);
        }

        /** The same request for the traces of one function. */
        public Asked of(String function) {
            return new Asked("", function, order, 1, first);
        }

        /** Its URL, relative to the first page. */
        public String address() {
            return with("page", "");
        }

        /** The URL of the same request with another value, relative to the first page. */
        public String with(String key, String value) {
            Map<String, String> parts = new LinkedHashMap<>();
            parts.put("q", search);
            parts.put("name", name);
            parts.put("order", order.equals(NEWEST) ? "" : order);
            parts.put("first", first);
            parts.put(key, value);
            StringBuilder address = new StringBuilder();
            parts.forEach((name, text) -> {
                if (!text.isEmpty()) {
                    address.append(address.isEmpty() ? '?' : '&').append(name).append('=');
                    address.append(URLEncoder.encode(text, StandardCharsets.UTF_8));
                }
            });
            return address.toString();
        }
    }

    /**
     * A function that has sent traces.
     *
     * @param name the function's name
     * @param traces the number of stored traces
     * @param newest when the newest trace arrived
     */
    public record Function(String name, long traces, Instant newest) {}

    /**
     * The content of the page.
     *
     * @param functions the functions with the newest traces
     * @param functionCount the number of all functions
     * @param traces one page of the traces
     * @param traceCount the number of all traces
     * @param page the number of this page
     * @param pages the number of pages that can be shown
     * @param reach the maximum number of traces on these pages
     * @param waiting the number of traces that are not sorted yet because their samples are not counted yet
     * @param unreadable the number of traces that can't be sorted
     * @param call the id of the invocation that these traces contain; empty if none was searched for
     * @param more the URL to continue the search, relative to the first page; empty if the search is complete
     */
    public record Found(
            List<Function> functions,
            long functionCount,
            List<ListedTrace> traces,
            long traceCount,
            int page,
            int pages,
            long reach,
            long waiting,
            long unreadable,
            String call,
            String more) {
        /** The same functions, with the traces that contain an invocation. */
        public Found holding(String id, List<ListedTrace> those, String further) {
            return new Found(functions, 0, those, those.size(), 1, 1, reach, 0, 0, id, further);
        }
    }

    private static final String NEWEST = "newest";
    private static final Map<String, String> ORDERS = new LinkedHashMap<>();

    static {
        ORDERS.put(NEWEST, "newest first");
        ORDERS.put("oldest", "oldest first");
        ORDERS.put("slowest", "slowest invocation first");
        ORDERS.put("samples", "most samples first");
        ORDERS.put("longest", "longest first");
        ORDERS.put("largest", "largest first");
    }

    private ListPage() {}

    /** Whether there is such an order. */
    public static boolean knows(String order) {
        return ORDERS.containsKey(order);
    }

    /** The whole page. */
    public static String of(Asked asked, Found found, Instant now, PageLinks site) {
        TraceRow.Way way = new TraceRow.Way(site, asked.first(), found.call());
        Map<String, ?> values = Map.of("asked", asked, "found", found, "orders", ORDERS, "way", way);
        return PageTemplate.fill("list", site, now, values);
    }
}
