package faastrace.collector.metrics;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The collector's metrics. */
public final class Metrics {
    private static final String OURS = "faas_trace_";
    private static final int OK = 200;
    private static final int CREATED = 201;

    private final Map<Integer, LongAdder> answers = new ConcurrentSkipListMap<>();
    private final Map<RefusalReason, LongAdder> refusals = new EnumMap<>(RefusalReason.class);
    private final Map<RequestKind, Durations> durations = new EnumMap<>(RequestKind.class);
    private final LongAdder stored = new LongAdder();
    private final LongAdder storedBytes = new LongAdder();
    private final Map<String, Asked> asked = new TreeMap<>();

    /** A metric whose value is computed when the metrics are requested. */
    private record Asked(String help, String type, Supplier<OptionalDouble> value) {}

    /** Creates metrics whose counts are all 0. */
    public Metrics() {
        for (RefusalReason reason : RefusalReason.values()) {
            refusals.put(reason, new LongAdder());
        }
        for (RequestKind kind : RequestKind.values()) {
            durations.put(kind, new Durations());
        }
        counter("stored_traces_total", "Traces stored since the start.", stored::sum);
        counter("stored_bytes_total", "Total size in bytes of traces stored since the start.", storedBytes::sum);
    }

    /**
     * Counts a response.
     *
     * @param broken true if the response was not sent completely
     */
    public void answered(RequestKind kind, int status, boolean broken, long nanos) {
        answers.computeIfAbsent(status, any -> new LongAdder()).increment();
        Objects.requireNonNull(durations.get(kind)).add(nanos); // there is an entry for each kind
        // The trace was stored even if the client did not wait for the response.
        boolean kept = status == CREATED || status == OK;
        if (kind == RequestKind.upload && !kept) {
            RefusalReason reason = broken ? RefusalReason.broken_off : RefusalReason.of(status);
            Objects.requireNonNull(refusals.get(reason)).increment(); // there is an entry for each reason
        }
    }

    /** Counts a trace that was stored. */
    public void stored(long bytes) {
        stored.increment();
        storedBytes.add(bytes);
    }

    /** Adds a metric whose value can go up and down. */
    public void gauge(String name, String help, LongSupplier value) {
        show(OURS + name, help, "gauge", () -> OptionalDouble.of(value.getAsLong()));
    }

    /** Adds a metric for a count that is kept elsewhere. */
    public void counter(String name, String help, LongSupplier value) {
        show(OURS + name, help, "counter", () -> OptionalDouble.of(value.getAsLong()));
    }

    /**
     * Adds a metric with the given full name. While the metric has no value, {@link #text} leaves it out.
     *
     * @param type the Prometheus type: {@code gauge} or {@code counter}
     */
    public void show(String name, String help, String type, Supplier<OptionalDouble> value) {
        asked.put(name, new Asked(help, type, value));
    }

    /** All metrics in the Prometheus text format. */
    public String text() {
        MetricText text = new MetricText();
        writeBuild(text);
        text.head(OURS + "requests_total", "Requests by response status.", "counter");
        answers.forEach(
                (status, count) -> text.value(OURS + "requests_total", count.sum(), "status", String.valueOf(status)));
        text.head(OURS + "refused_traces_total", "Uploads that were not stored, by reason.", "counter");
        refusals.forEach(
                (reason, count) -> text.value(OURS + "refused_traces_total", count.sum(), "reason", reason.name()));
        String took = OURS + "request_duration_seconds";
        text.head(took, "Time from a request's first byte to the end of its response.", "histogram");
        durations.forEach((kind, all) -> all.write(text, took, "kind", kind.name()));
        asked.forEach((name, one) -> one.value()
                .get()
                .ifPresent(value -> text.head(name, one.help(), one.type()).value(name, value)));
        return text.toString();
    }

    private static void writeBuild(MetricText text) {
        String version = Metrics.class.getPackage().getImplementationVersion();
        text.head(OURS + "build_info", "The collector's version.", "gauge")
                .value(OURS + "build_info", 1, "version", version == null ? "development" : version);
    }
}
