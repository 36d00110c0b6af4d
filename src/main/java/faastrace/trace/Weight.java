package faastrace.trace;

/** What is counted. */
public enum Weight {
    /** Each sample as one. */
    samples,
    /** The events that a sample stands for, as perf printed them; 1 where it did not. */
    period;

    /** The weight of a row. */
    public long of(Trace trace, int row) {
        return this == samples ? trace.samples(row) : trace.period(row);
    }
}
