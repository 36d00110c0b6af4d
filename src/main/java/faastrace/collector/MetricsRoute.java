package faastrace.collector;

/** {@code GET /metrics}: counts for Prometheus. */
final class MetricsRoute extends FixedRoute {
    private final Metrics metrics;

    MetricsRoute(Metrics metrics) {
        super("GET", "/metrics", false);
        this.metrics = metrics;
    }

    @Override
    public RequestKind kind() {
        return RequestKind.probe;
    }

    @Override
    public void answer(Exchange exchange) {
        exchange.text("text/plain; version=0.0.4; charset=utf-8", metrics.text());
    }
}
