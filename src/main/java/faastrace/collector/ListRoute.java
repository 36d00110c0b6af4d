package faastrace.collector;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.server.Request;

/** {@code GET /v1/traces[?name=NAME]}: what is kept, oldest first. */
final class ListRoute implements Route {
    private final TraceFolder folder;

    ListRoute(TraceFolder folder) {
        this.folder = folder;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public boolean matches(String path) {
        return path.equals("/v1/traces");
    }

    @Override
    public void answer(Exchange exchange) throws IOException {
        List<Map<String, Object>> traces = folder.list(name(exchange.request())).stream()
                .map(StoredTrace::entry)
                .toList();
        exchange.json(200, traces);
    }

    private static Optional<String> name(Request request) {
        try {
            return Optional.ofNullable(Request.extractQueryParameters(request).getValue("name"));
        } catch (RuntimeException unreadable) {
            throw new Refusal(400, "the query cannot be read", "percent-encode the name");
        }
    }
}
