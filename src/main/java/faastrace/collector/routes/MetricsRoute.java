package faastrace.collector.routes;

import faastrace.collector.http.FixedRoute;
import faastrace.collector.http.HttpExchange;
import faastrace.collector.metrics.Metrics;
import faastrace.collector.metrics.RequestKind;

/** {@code GET /metrics}: metrics for Prometheus. */
public final class MetricsRoute extends FixedRoute {
    private final Metrics metrics;

    /** Serves the given metrics. */
    public MetricsRoute(Metrics metrics) {
        super("GET", "/metrics", false);
        this.metrics = metrics;
    }

    @Override
    public RequestKind kind() {
        return RequestKind.probe;
    }

    @Override
    public void answer(HttpExchange exchange) {
        exchange.text("text/plain; version=0.0.4; charset=utf-8", metrics.text());
    }
}
