package faastrace.trace.call;

/** Which time of a call is compared. */
public enum Measure {
    /** The time that the samples show: CPU time, unless the samples are waits. */
    cpu,
    /** The time from the start of a call to its end. */
    duration
}
