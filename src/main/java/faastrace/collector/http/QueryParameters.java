package faastrace.collector.http;

import java.util.List;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;

/** The query parameters of a request. */
public record QueryParameters(Fields fields) {
    private static final int BAD_REQUEST = 400;
    private static final int MOST_DIGITS = 9;

    /** Parses the query. Throws {@link HttpError} if it is not valid. */
    public static QueryParameters of(HttpExchange exchange) {
        try {
            return new QueryParameters(Request.extractQueryParameters(exchange.request()));
        } catch (RuntimeException unreadable) {
            throw new HttpError(BAD_REQUEST, "the query cannot be read", "percent-encode its values");
        }
    }

    /**
     * Parses the query. Throws {@link HttpError} if it is not valid, has parameters other than the known ones, or has
     * one of them twice.
     */
    public static QueryParameters of(HttpExchange exchange, List<String> known) {
        return of(exchange, known, List.of());
    }

    /**
     * Parses the query. Throws {@link HttpError} if it is not valid, or has parameters other than the known ones.
     *
     * @param repeated the known parameters that a query can have several times
     */
    public static QueryParameters of(HttpExchange exchange, List<String> known, List<String> repeated) {
        QueryParameters asked = of(exchange);
        if (!known.containsAll(asked.fields.getNames())) {
            throw new HttpError(BAD_REQUEST, "the query has an unknown parameter", "use " + String.join(", ", known));
        }
        for (Fields.Field field : asked.fields) {
            if (field.hasMultipleValues() && !repeated.contains(field.getName())) {
                throw new HttpError(
                        BAD_REQUEST,
                        "the query has the parameter '" + field.getName() + "' twice",
                        "remove one of them");
            }
        }
        return asked;
    }

    /** The value of a parameter; empty if it is missing. */
    public String text(String name) {
        String value = fields.getValue(name);
        return value == null ? "" : value;
    }

    /** A number in a query. Throws {@link HttpError} if it is negative, or not a whole number. */
    public long wholeNumber(String name, long otherwise) {
        String text = text(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        if (!text.matches("[0-9]{1,18}")) {
            throw new HttpError(
                    BAD_REQUEST,
                    "the value of '" + name + "' is not a whole number from 0 to 999999999999999999",
                    "correct it, or leave it out");
        }
        return Long.parseLong(text);
    }

    /**
     * The value of a parameter as a whole number, limited to the largest int. If the value is missing or is not a
     * number, {@code otherwise} is returned.
     */
    public int number(String name, int otherwise) {
        String value = text(name);
        if (!value.matches("[0-9]+")) {
            return otherwise;
        }
        return value.length() > MOST_DIGITS ? Integer.MAX_VALUE : Integer.parseInt(value);
    }
}
