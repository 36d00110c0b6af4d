package faastrace.trace.call;

/** What the calls of two traces show about a change. */
public enum Verdict {
    /** The calls take longer after, and the difference is more than noise. */
    slower,
    /** The calls take less time after, and the difference is more than noise. */
    faster,
    /** The difference is no more than noise. */
    noise,
    /** There are too few calls or samples to tell a change from noise. */
    few;

    /** The verdict for a change that lies in an interval. */
    static Verdict of(double low, double high) {
        return low > 0 ? slower : high < 0 ? faster : noise;
    }
}
