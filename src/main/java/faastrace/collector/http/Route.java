package faastrace.collector.http;

import faastrace.collector.metrics.RequestKind;
import java.io.IOException;

/** One route of the collector. */
public interface Route {
    /** The HTTP method. A route for GET also serves HEAD. */
    String method();

    boolean matches(String path);

    /** Whether clients without a token may use it. */
    default boolean isOpen() {
        return false;
    }

    /** The kind of its requests. */
    default RequestKind kind() {
        return RequestKind.read;
    }

    /** Responds now or later. Exceptions are turned into error responses. */
    void answer(HttpExchange exchange) throws IOException;
}
