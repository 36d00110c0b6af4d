package faastrace.collector.views;

import faastrace.collector.store.KnownTrace;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The orders of a list of traces. */
public enum TraceOrder {
    newest,
    oldest,
    slowest,
    samples,
    longest,
    largest;

    /** The order with the given name. */
    static Optional<TraceOrder> of(String name) {
        return Arrays.stream(values())
                .filter(order -> order.name().equals(name))
                .findFirst();
    }

    /** The names of all orders, for a message. */
    static String names() {
        return Arrays.stream(values()).map(TraceOrder::name).collect(Collectors.joining(", "));
    }

    /** Whether traces can be sorted in this order only after their samples have been counted. */
    public boolean isOfCounts() {
        return this == slowest || this == samples || this == longest;
    }

    /** Whether the order sorts by time only. */
    boolean isOfTime() {
        return this == newest || this == oldest;
    }

    /** The sort key of a trace. The trace with the largest key comes first. */
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
