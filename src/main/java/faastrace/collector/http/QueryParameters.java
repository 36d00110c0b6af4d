package faastrace.collector.http;

import java.util.List;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;

/** What stands behind the question mark of an address. */
public record QueryParameters(Fields fields) {
    private static final int BAD_REQUEST = 400;
    private static final int MOST_DIGITS = 9;

    /** Throws {@link HttpError} where it can't be read. */
    public static QueryParameters of(HttpExchange exchange) {
        try {
            return new QueryParameters(Request.extractQueryParameters(exchange.request()));
        } catch (RuntimeException unreadable) {
            throw new HttpError(BAD_REQUEST, "the query cannot be read", "percent-encode its values");
        }
    }

    /** The same, throwing {@link HttpError} where there is any but these. */
    public static QueryParameters of(HttpExchange exchange, List<String> known) {
        QueryParameters asked = of(exchange);
        if (!known.containsAll(asked.fields.getNames())) {
            throw new HttpError(
                    BAD_REQUEST, "there is no such parameter in a query", "use " + String.join(", ", known));
        }
        return asked;
    }

    /** A value; empty where there is none. */
    public String text(String name) {
        String value = fields.getValue(name);
        return value == null ? "" : value;
    }

    /** A whole number, at most the largest that fits; the other one where there is none. */
    public int number(String name, int otherwise) {
        String value = text(name);
        if (!value.matches("[0-9]+")) {
            return otherwise;
        }
        return value.length() > MOST_DIGITS ? Integer.MAX_VALUE : Integer.parseInt(value);
    }
}
