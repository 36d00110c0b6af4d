package faastrace.pages;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The first page: functions and their traces. */
public final class ListPage {
    /** What is asked for, as it stands in the address. */
    public record Asked(String search, String name, String order, int page, String first) {
        /** The newest traces of a function, to be compared with the first one where there is one. */
        public static Asked ofFunction(String name, String first) {
            return new Asked("", name, NEWEST, 1, first);
        }

        /** The traces of a function, otherwise the same. */
        public Asked of(String function) {
            return new Asked("", function, order, 1, first);
        }

        /** Its address, from the first page. */
        public String address() {
            return with("page", "");
        }

        /** The address of the same with another value, from the first page. */
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
     * @param name what it calls itself
     * @param traces how many are kept
     * @param newest when the last one came
     */
    public record Function(String name, long traces, Instant newest) {}

    /**
     * What there is to show.
     *
     * @param functions the latest
     * @param functionCount how many there are
     * @param traces one page of them
     * @param traceCount how many there are
     * @param page which page this is
     * @param pages how many pages can be shown
     * @param reach how many traces those hold at most
     * @param waiting how many the order does not cover yet, as their samples are still to be counted
     * @param unreadable how many it can't cover
     * @param call the id of the invocation that these traces hold; empty where none was looked for
     * @param more where more of them may be found, from the first page; empty where all was looked through
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
        /** The same functions, with the traces that hold a call. */
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

    /** Whether traces can be had in that order. */
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
