package faastrace.collector.metrics;

/** What a request is about, as {@code /metrics} tells them apart. */
public enum RequestKind {
    /** A sender brings a trace. */
    upload,
    /** Somebody or something looks at traces, or deletes one. */
    read,
    /** The cluster or Prometheus asks how the collector is. */
    probe,
    /** There is nothing at that path. */
    other
}
