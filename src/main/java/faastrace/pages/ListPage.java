package faastrace.pages;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The first page: the functions and their traces. */
public final class ListPage {
    /** The parameters of the request, as they are in the URL. */
    public record Asked(String search, String name, String order, int page, String first) {
        /**
         * The request for the newest traces of a function. If {@code first} names a trace, the user chooses another
         * trace to compare with it.
         */
        public static Asked ofFunction(String name, String first) {
            return new Asked("", name, NEWEST, 1, first);
        }

        /** The same request, but for the first page of one function's traces. */
        public Asked of(String function) {
            return new Asked("", function, order, 1, first);
        }

        /** The URL of this request, relative to the first page. */
        public String address() {
            return with("page", "");
        }

        /** The URL of this request with another value for a parameter, relative to the first page. */
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
     * @param folder the own name of the folder with its traces
     * @param traces the number of stored traces
     * @param newest when the newest trace was received
     */
    public record Function(String name, String folder, long traces, Instant newest) {}

    /**
     * The content of the page.
     *
     * @param functions the functions with the newest traces
     * @param functionCount the total number of functions
     * @param traces one page of the traces
     * @param traceCount the total number of traces
     * @param page the number of this page
     * @param pages the number of pages that can be shown
     * @param reach the maximum number of traces on all these pages together
     * @param waiting the number of traces that are not sorted yet because their samples are not counted yet
     * @param unreadable the number of traces that can't be sorted because counting their samples failed
     * @param call the id of the invocation that these traces contain; empty if the search was not for an invocation
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
        /** The same functions, with the given traces, which contain the invocation. */
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

    /** Whether an order with this name exists. */
    public static boolean knows(String order) {
        return ORDERS.containsKey(order);
    }

    /** The HTML of the whole page. */
    public static String of(Asked asked, Found found, Instant now, PageLinks site) {
        TraceRow.Way way = new TraceRow.Way(site, asked.first(), found.call());
        Map<String, ?> values = Map.of("asked", asked, "found", found, "orders", ORDERS, "way", way);
        return PageTemplate.fill("list", site, now, values);
    }
}
