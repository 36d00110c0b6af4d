package faastrace.trace.call;

/** What the invocations of two traces show about a change. */
public enum Verdict {
    /** The invocations take longer after, and the difference is significant. */
    slower,
    /** The invocations take less time after, and the difference is significant. */
    faster,
    /** The difference is not significant: it could be chance. */
    noise,
    /** There are too few invocations or samples to tell whether a difference is significant. */
    few;

    /** The verdict for a change that lies in an interval. */
    static Verdict of(double low, double high) {
        return low > 0 ? slower : high < 0 ? faster : noise;
    }
}
