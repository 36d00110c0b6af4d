package faastrace.collector.http;

import faastrace.collector.metrics.RequestKind;
import java.io.IOException;

/** One route of the collector. */
public interface Route {
    /** The HTTP method. A route for GET also serves HEAD. */
    String method();

    boolean matches(String path);

    /** Whether clients without a token are allowed to use the route. */
    default boolean isOpen() {
        return false;
    }

    /** The kind of requests that the route handles. */
    default RequestKind kind() {
        return RequestKind.read;
    }

    /**
     * Handles a request. The response can be sent after this method has returned. The caller turns exceptions into
     * error responses.
     */
    void answer(HttpExchange exchange) throws IOException;
}
