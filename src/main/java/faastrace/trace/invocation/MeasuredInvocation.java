package faastrace.trace.invocation;

import faastrace.trace.Invocation;
import faastrace.trace.InvocationTimes;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * One invocation with its numbers. All times are in nanoseconds. A number that is not known is absent.
 *
 * @param id the call id
 * @param startNanos the start, on the recording's clock
 * @param durationNanos the time from the start to the end
 * @param times how the time was spent, as far as it was measured
 * @param samples the number of samples of the preferred event that belong to the invocation
 */
public record MeasuredInvocation(String id, long startNanos, long durationNanos, InvocationTimes times, long samples) {
    public MeasuredInvocation {
        Objects.requireNonNull(id);
        Objects.requireNonNull(times);
    }

    static MeasuredInvocation of(Invocation invocation, long samples) {
        return new MeasuredInvocation(
                invocation.id(), invocation.startNanos(), invocation.durationNanos(), invocation.times(), samples);
    }

    /** The end, on the recording's clock. */
    public long endNanos() {
        return startNanos + durationNanos;
    }

    /** The part of the duration in which the invocation was neither on a processor nor ready to run. */
    public OptionalLong waitingNanos() {
        return times.waitingNanos(durationNanos);
    }
}
