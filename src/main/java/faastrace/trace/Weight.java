package faastrace.trace;

/** The unit in which samples are counted. */
public enum Weight {
    /** Counts each sample as one. */
    samples,
    /**
     * Counts each sample as the number of events that it stands for. If perf did not print this number, the sample
     * counts as one.
     */
    period;

    /** The weight of a row. */
    public long of(Trace trace, int row) {
        return this == samples ? trace.samples(row) : trace.period(row);
    }
}
