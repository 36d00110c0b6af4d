package faastrace.trace.call;

/** Which time of an invocation is compared. */
public enum Measure {
    /** The time that the samples show: CPU time, unless the samples are waits. */
    cpu,
    /** The time from the start of an invocation to its end. */
    duration
}
