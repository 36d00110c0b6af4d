package faastrace.collector.views;

import faastrace.collector.store.KnownTrace;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What traces may be ordered by. */
public enum TraceOrder {
    newest,
    oldest,
    slowest,
    samples,
    longest,
    largest;

    /** The order of that name. */
    static Optional<TraceOrder> of(String name) {
        return Arrays.stream(values())
                .filter(order -> order.name().equals(name))
                .findFirst();
    }

    /** All names, for a message. */
    static String names() {
        return Arrays.stream(values()).map(TraceOrder::name).collect(Collectors.joining(", "));
    }

    /** Whether it needs a trace's samples to be counted. */
    public boolean isOfCounts() {
        return this == slowest || this == samples || this == longest;
    }

    /** Whether it goes by the time alone. */
    boolean isOfTime() {
        return this == newest || this == oldest;
    }

    /** The traces with the greatest come first. */
    long key(KnownTrace trace) {
        return switch (this) {
            case newest -> trace.millis();
            case oldest -> -trace.millis();
            case slowest -> trace.slowestNanos();
            case samples -> trace.samples();
            case longest -> trace.spanNanos();
            case largest -> trace.bytes();
        };
    }
}
