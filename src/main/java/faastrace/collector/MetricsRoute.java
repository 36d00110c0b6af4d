package faastrace.collector;

/** {@code GET /metrics}: counts for Prometheus. */
final class MetricsRoute implements Route {
    private final Metrics metrics;

    MetricsRoute(Metrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public boolean matches(String path) {
        return path.equals("/metrics");
    }

    @Override
    public void answer(Exchange exchange) {
        exchange.text("text/plain; version=0.0.4; charset=utf-8", metrics.text());
    }
}
