package faastrace.collector;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.UrlEncoded;

/**
 * Which traces somebody asks for.
 *
 * @param name of the sender
 * @param from received then or later
 * @param to received before
 * @param call the id of an invocation that the trace must hold
 * @param newestFirst instead of oldest first
 * @param limit how many at once, at most
 * @param after where the page before ended
 */
record Query(
        Optional<String> name,
        Optional<Instant> from,
        Optional<Instant> to,
        Optional<String> call,
        boolean newestFirst,
        int limit,
        Optional<Place> after) {
    private static final int BAD_REQUEST = 400;
    private static final int LIMIT = 100;
    private static final int MOST = 1000;
    private static final List<String> KNOWN = List.of("name", "from", "to", "call", "order", "limit", "after");

    /** Throws {@link Refusal} where the query can't be understood. */
    static Query of(Exchange exchange) {
        Fields fields = Parameters.of(exchange, KNOWN).fields();
        String order = Optional.ofNullable(fields.getValue("order")).orElse("oldest");
        require(Set.of("oldest", "newest").contains(order), "there is no such order", "use oldest or newest");
        return new Query(
                Optional.ofNullable(fields.getValue("name")),
                time(fields.getValue("from")),
                time(fields.getValue("to")),
                Optional.ofNullable(fields.getValue("call")),
                order.equals("newest"),
                limit(fields.getValue("limit")),
                Optional.ofNullable(fields.getValue("after")).map(Query::place));
    }

    /** The folder asked for. */
    Optional<String> folder() {
        return name.map(text -> new TraceName(text).folder());
    }

    boolean covers(Instant time) {
        return from.filter(time::isBefore).isEmpty()
                && to.filter(end -> !time.isBefore(end)).isEmpty();
    }

    /** The address of the page that begins behind a place. */
    String next(Place place) {
        List<String> parts = new ArrayList<>();
        name.ifPresent(value -> parts.add(part("name", value)));
        from.ifPresent(value -> parts.add(part("from", value.toString())));
        to.ifPresent(value -> parts.add(part("to", value.toString())));
        call.ifPresent(value -> parts.add(part("call", value)));
        if (newestFirst) {
            parts.add(part("order", "newest"));
        }
        parts.add(part("limit", String.valueOf(limit)));
        parts.add(part("after", place.text()));
        return "/v1/traces?" + String.join("&", parts);
    }

    private static String part(String key, String value) {
        return key + "=" + UrlEncoded.encodeString(value);
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.ofNullable(text).map(Instant::parse);
        } catch (DateTimeException strange) {
            throw new Refusal(BAD_REQUEST, "a time in the query cannot be read", "write it like 2026-01-02T03:04:05Z");
        }
    }

    private static int limit(String text) {
        require(text == null || text.matches("[0-9]{1,9}"), "the limit is not a number", "use 1 to " + MOST);
        return Math.max(1, Math.min(MOST, text == null ? LIMIT : Integer.parseInt(text)));
    }

    private static Place place(String text) {
        return Place.of(text)
                .orElseThrow(() ->
                        new Refusal(BAD_REQUEST, "the value of after cannot be read", "take it as it stands in next"));
    }

    private static void require(boolean holds, String what, String cure) {
        if (!holds) {
            throw new Refusal(BAD_REQUEST, what, cure);
        }
    }
}
