package faastrace.trace.call;

import java.util.OptionalDouble;

/**
 * The average time of an invocation in two traces.
 *
 * @param before the average in the first trace, in nanoseconds
 * @param after the average in the second trace, in nanoseconds
 * @param low the lower end of the interval that contains the difference with a confidence of 99 %, in nanoseconds
 * @param high the upper end of that interval
 * @param verdict whether the difference is significant; if there are too few invocations, the interval has no meaning
 * @param measured whether the time was measured for each invocation; otherwise, it is computed from samples
 */
public record Total(double before, double after, double low, double high, Verdict verdict, boolean measured) {
    /** The difference in nanoseconds; negative if invocations became faster. */
    public double delta() {
        return after - before;
    }

    /** The difference as a part of the time before, such as 0.1 for 10 % more; empty if there was no time before. */
    public OptionalDouble growth() {
        return before > 0 ? OptionalDouble.of(delta() / before) : OptionalDouble.empty();
    }

    /** Whether invocations became significantly slower, and by more than the given part of the time before. */
    public boolean grewBy(double limit) {
        return verdict == Verdict.slower && delta() > limit * before;
    }
}
