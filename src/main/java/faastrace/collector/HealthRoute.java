package faastrace.collector;

import java.util.Map;

/** {@code GET /healthz}: the collector is up. */
final class HealthRoute implements Route {
    @Override
    public String method() {
        return "GET";
    }

    @Override
    public boolean matches(String path) {
        return path.equals("/healthz");
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void answer(Exchange exchange) {
        exchange.json(200, Map.of("status", "ok"));
    }
}
