package faastrace.collector;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;

/** What stands behind the question mark of an address. */
record Parameters(Fields fields) {
    private static final int BAD_REQUEST = 400;

    /** Throws {@link Refusal} where it can't be read. */
    static Parameters of(Exchange exchange) {
        try {
            return new Parameters(Request.extractQueryParameters(exchange.request()));
        } catch (RuntimeException unreadable) {
            throw new Refusal(BAD_REQUEST, "the query cannot be read", "percent-encode its values");
        }
    }

    /** A value; empty where there is none. */
    String text(String name) {
        String value = fields.getValue(name);
        return value == null ? "" : value;
    }

    /** A whole number; the other one where there is none. */
    int number(String name, int otherwise) {
        String value = text(name);
        return value.matches("[0-9]{1,9}") ? Integer.parseInt(value) : otherwise;
    }
}
