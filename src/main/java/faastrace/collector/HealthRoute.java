package faastrace.collector;

import java.util.Map;

/** {@code GET /healthz}: the collector is up. */
final class HealthRoute extends FixedRoute {
    HealthRoute() {
        super("GET", "/healthz", true);
    }

    @Override
    public RequestKind kind() {
        return RequestKind.probe;
    }

    @Override
    public void answer(Exchange exchange) {
        exchange.json(200, Map.of("status", "ok"));
    }
}
