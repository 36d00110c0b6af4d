package faastrace.collector.views;

import faastrace.collector.http.HttpError;
import faastrace.collector.http.HttpExchange;
import faastrace.collector.http.QueryParameters;
import faastrace.collector.store.KnownTrace;
import faastrace.collector.store.TraceName;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.UrlEncoded;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a list of traces.
 *
 * @param name the name that the traces were sent with
 * @param from the start of the time range in which the traces were received
 * @param to the end of this time range (exclusive)
 * @param call the id of an invocation that the traces must contain
 * @param order the order of the list
 * @param limit the maximum number of traces on a page
 * @param after the last trace of the previous page
 */
public record TraceQuery(
        Optional<String> name,
        Optional<Instant> from,
        Optional<Instant> to,
        Optional<String> call,
        TraceOrder order,
        int limit,
        Optional<Ranked> after) {
    private static final int BAD_REQUEST = 400;
    private static final int LIMIT = 100;
    private static final int MOST = 1000;
    private static final List<String> KNOWN = List.of("name", "from", "to", "call", "order", "limit", "after");

    /** Parses the query. Throws {@link HttpError} if it is not valid. */
    public static TraceQuery of(HttpExchange exchange) {
        Fields fields = QueryParameters.of(exchange, KNOWN).fields();
        TraceOrder order = order(fields.getValue("order"));
        return new TraceQuery(
                Optional.ofNullable(fields.getValue("name")),
                time(fields.getValue("from")),
                time(fields.getValue("to")),
                Optional.ofNullable(fields.getValue("call")),
                order,
                limit(fields.getValue("limit")),
                Optional.ofNullable(fields.getValue("after")).map(text -> place(order, text)));
    }

    /** The folder for the requested name. */
    public Optional<String> folder() {
        return name.map(text -> new TraceName(text).folder());
    }

    /** The traces that were received in the requested time range. The given traces must be sorted by time. */
    KnownTrace[] within(KnownTrace[] traces) {
        int begin = from.map(time -> firstFrom(traces, time)).orElse(0);
        int end = to.map(time -> firstFrom(traces, time)).orElse(traces.length);
        return begin == 0 && end == traces.length ? traces : Arrays.copyOfRange(traces, begin, Math.max(begin, end));
    }

    private static int firstFrom(KnownTrace[] traces, Instant time) {
        int low = 0;
        int high = traces.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (traces[middle].time().isBefore(time)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The URL of the page that starts after the given trace. */
    public String next(Ranked place) {
        List<String> parts = new ArrayList<>();
        name.ifPresent(value -> parts.add(part("name", value)));
        from.ifPresent(value -> parts.add(part("from", value.toString())));
        to.ifPresent(value -> parts.add(part("to", value.toString())));
        call.ifPresent(value -> parts.add(part("call", value)));
        if (order != TraceOrder.oldest) {
            parts.add(part("order", order.name()));
        }
        parts.add(part("limit", String.valueOf(limit)));
        parts.add(part("after", place.text(order)));
        return "/v1/traces?" + String.join("&", parts);
    }

    private static String part(String key, String value) {
        return key + "=" + UrlEncoded.encodeString(value);
    }

    private static Optional<Instant> time(@Nullable String text) {
        try {
            return Optional.ofNullable(text).map(Instant::parse);
        } catch (DateTimeException strange) {
            throw new HttpError(BAD_REQUEST, "a time in the query is not valid", "write it like 2026-01-02T03:04:05Z");
        }
    }

    private static int limit(@Nullable String text) {
        if (text == null) {
            return LIMIT;
        }
        boolean fits = text.matches("[0-9]{1,9}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= MOST;
        require(fits, "the limit is not a number, or is out of range", "use 1 to " + MOST);
        return Integer.parseInt(text);
    }

    private static TraceOrder order(@Nullable String text) {
        return TraceOrder.of(text == null ? TraceOrder.oldest.name() : text)
                .orElseThrow(
                        () -> new HttpError(BAD_REQUEST, "there is no such order", "use one of " + TraceOrder.names()));
    }

    private static Ranked place(TraceOrder order, String text) {
        return Ranked.of(order, text)
                .orElseThrow(
                        () -> new HttpError(BAD_REQUEST, "the value of 'after' is not valid", "use the URL in 'next'"));
    }

    private static void require(boolean holds, String what, String cure) {
        if (!holds) {
            throw new HttpError(BAD_REQUEST, what, cure);
        }
    }
}
