package faastrace.trace;

/** The unit in which samples are counted. */
public enum Weight {
    /** Counts each sample as one. */
    samples,
    /** Counts the events that a sample stands for, as printed by perf; 1 if perf printed no number. */
    period;

    /** The weight of a row. */
    public long of(Trace trace, int row) {
        return this == samples ? trace.samples(row) : trace.period(row);
    }
}
