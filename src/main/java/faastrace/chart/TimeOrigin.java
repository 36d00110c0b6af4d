package faastrace.chart;

import faastrace.trace.Invocation;
import faastrace.trace.Trace;
import java.util.function.ToLongFunction;

/** The start of the time axis. */
final class TimeOrigin {
    private static final long SECOND = 1_000_000_000L;

    private TimeOrigin() {}

    /**
     * The start, in nanoseconds: the time of the first sample or wait, rounded down to a whole second. If there are no
     * samples, the start of the first invocation is used instead. If the trace has no times, the start is 0.
     */
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
