package faastrace.collector.routes;

import faastrace.collector.http.FixedRoute;
import faastrace.collector.http.HttpExchange;
import faastrace.collector.metrics.RequestKind;
import java.util.Map;

/** {@code GET /healthz}: whether the collector is running. */
public final class HealthRoute extends FixedRoute {
    /** Responds with 200 as long as the server runs. */
    public HealthRoute() {
        super("GET", "/healthz", true);
    }

    @Override
    public RequestKind kind() {
        return RequestKind.probe;
    }

    @Override
    public void answer(HttpExchange exchange) {
        exchange.json(200, Map.of("status", "ok"));
    }
}
