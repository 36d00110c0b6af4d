package faastrace.trace;

import java.util.Objects;
import java.util.OptionalLong;

/**
 * How the time of an invocation was spent, as the sender measured it. A number that could not be measured is absent.
 *
 * @param cpuNanos the time on a processor
 * @param readyNanos the time in which the invocation could have run, but did not: other programs used the processors,
 *     or the container had used up its CPU limit
 * @param throttledNanos the part of {@code readyNanos} in which the container had used up its CPU limit; known only for
 *     the container as a whole, so it is an upper limit
 * @param shared whether the numbers may include other work, because they were measured for a whole process, or for a
 *     thread that also did other work
 * @param unsampledNanos the time in which perf took no samples, because it was being restarted
 */
public record InvocationTimes(
        OptionalLong cpuNanos,
        OptionalLong readyNanos,
        OptionalLong throttledNanos,
        boolean shared,
        OptionalLong unsampledNanos) {
    /** The times of an invocation that was not measured. */
    public static final InvocationTimes UNKNOWN =
            new InvocationTimes(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), false);

    /** Creates the times of an invocation during which perf was never restarted, as far as is known. */
    public InvocationTimes(
            OptionalLong cpuNanos, OptionalLong readyNanos, OptionalLong throttledNanos, boolean shared) {
        this(cpuNanos, readyNanos, throttledNanos, shared, OptionalLong.empty());
    }

    public InvocationTimes {
        Objects.requireNonNull(cpuNanos);
        Objects.requireNonNull(readyNanos);
        Objects.requireNonNull(throttledNanos);
        Objects.requireNonNull(unsampledNanos);
    }

    /**
     * The rest of the given duration, in which the invocation slept, read or waited for a lock. Absent if this can't be
     * computed: a number is missing, or several threads together were busy for longer than the duration.
     */
    public OptionalLong waitingNanos(long durationNanos) {
        if (cpuNanos.isEmpty() || readyNanos.isEmpty()) {
            return OptionalLong.empty();
        }
        long rest = durationNanos - cpuNanos.getAsLong() - readyNanos.getAsLong();
        if (shared && rest < 0) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Math.max(0, rest)); // the clocks differ by some microseconds
    }
}
