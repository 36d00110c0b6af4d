package faastrace.collector.http;

import faastrace.collector.metrics.RequestKind;
import java.io.IOException;

/** One thing the collector answers. */
public interface Route {
    /** The HTTP method; a route for GET answers HEAD as well. */
    String method();

    boolean matches(String path);

    /** Whether those who have no token may ask too. */
    default boolean isOpen() {
        return false;
    }

    /** What a request for it is about. */
    default RequestKind kind() {
        return RequestKind.read;
    }

    /** Answers now or later; what it throws is answered for it. */
    void answer(HttpExchange exchange) throws IOException;
}
