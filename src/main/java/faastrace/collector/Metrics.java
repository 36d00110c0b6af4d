package faastrace.collector;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** What is counted while the collector runs, in Prometheus's text form. */
final class Metrics {
    private final Map<Integer, LongAdder> answers = new ConcurrentSkipListMap<>();
    private final LongAdder stored = new LongAdder();
    private final LongAdder storedBytes = new LongAdder();
    private final Map<String, Gauge> gauges = new TreeMap<>();

    /** A value that is asked for when it is shown. */
    private record Gauge(String help, String type, LongSupplier value) {}

    /** Counts an answer by its status. */
    void answered(int status) {
        answers.computeIfAbsent(status, any -> new LongAdder()).increment();
    }

    /** Counts a trace that was kept. */
    void stored(long bytes) {
        stored.increment();
        storedBytes.add(bytes);
    }

    /** Shows a value that goes up and down. */
    void gauge(String name, String help, LongSupplier value) {
        gauges.put(name, new Gauge(help, "gauge", value));
    }

    /** Shows a count that somebody else keeps. */
    void counter(String name, String help, LongSupplier value) {
        gauges.put(name, new Gauge(help, "counter", value));
    }

    String text() {
        StringBuilder text = new StringBuilder();
        head(text, "requests_total", "Answered requests by status.", "counter");
        answers.forEach((status, count) -> line(text, "requests_total{status=\"" + status + "\"}", count.sum()));
        one(text, "stored_traces_total", new Gauge("Traces kept since the start.", "counter", stored::sum));
        one(text, "stored_bytes_total", new Gauge("Their bytes as stored.", "counter", storedBytes::sum));
        gauges.forEach((name, gauge) -> one(text, name, gauge));
        return text.toString();
    }

    private static void one(StringBuilder text, String name, Gauge gauge) {
        head(text, name, gauge.help(), gauge.type());
        line(text, name, gauge.value().getAsLong());
    }

    private static void head(StringBuilder text, String name, String help, String type) {
        text.append("# HELP faas_trace_").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE faas_trace_").append(name).append(' ').append(type).append('\n');
    }

    private static void line(StringBuilder text, String name, long value) {
        text.append("faas_trace_").append(name).append(' ').append(value).append('\n');
    }
}
