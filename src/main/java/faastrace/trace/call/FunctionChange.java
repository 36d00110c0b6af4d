package faastrace.trace.call;

/**
 * The average time that invocations spend in a function and in the functions that it calls.
 *
 * @param label the id of the function's label in the call tree
 * @param function the name of the function
 * @param before the time for each invocation in the first trace, in nanoseconds
 * @param after the time for each invocation in the second trace, in nanoseconds
 * @param verdict whether the difference is significant
 */
public record FunctionChange(int label, String function, double before, double after, Verdict verdict) {
    /** The difference in nanoseconds; negative if invocations spend less time in the function. */
    public double delta() {
        return after - before;
    }
}
