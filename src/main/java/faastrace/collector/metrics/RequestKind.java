package faastrace.collector.metrics;

/** The kinds of requests that {@code /metrics} distinguishes. */
public enum RequestKind {
    /** A client sends a trace. */
    upload,
    /** A client reads traces, or deletes one. */
    read,
    /** A health check or a Prometheus scrape. */
    probe,
    /** A request that no route handles. */
    other
}
