package faastrace.chart;

import faastrace.trace.Invocation;
import faastrace.trace.Trace;
import java.util.function.ToLongFunction;

/** The start of the time axis. */
final class TimeOrigin {
    private static final long SECOND = 1_000_000_000L;

    private TimeOrigin() {}

    /** The whole second before the first sample; without samples, before the first invocation. */
    static long nanos(Trace trace) {
        ToLongFunction<Trace> first = trace.size() > 0 ? Trace::firstNanos : TimeOrigin::firstInvocation;
        return trace.timed() ? Math.floorDiv(first.applyAsLong(trace), SECOND) * SECOND : 0;
    }

    private static long firstInvocation(Trace trace) {
        return trace.heads().stream()
                .flatMap(head -> head.invocations().stream())
                .mapToLong(Invocation::startNanos)
                .min()
                .orElse(0);
    }
}
