package faastrace.collector.store;

/** Why the store did not take something, in words that tell its sender what to do. */
public final class Rejection extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final String what;
    private final String cure;

    /** What kind of obstacle it is; front ends choose their own codes for these. */
    public enum Reason {
        /** The sender's words can't be understood: a name, a key, or damaged data. */
        INVALID,
        /** The name belongs to something else already. */
        NAME_TAKEN,
        /** There is more of it than the store takes at once. */
        TOO_LARGE,
        /** It is no trace. */
        NOT_A_TRACE,
        /** The store holds as much as it may. */
        FULL
    }

    /**
     * @param what what is wrong, one sentence without a full stop
     * @param cure what the sender can do, one sentence without a full stop
     */
    Rejection(Reason reason, String what, String cure) {
        super(what + "; " + cure);
        this.reason = reason;
        this.what = what;
        this.cure = cure;
    }

    /** What kind of obstacle it is. */
    public Reason reason() {
        return reason;
    }

    /** What is wrong, one sentence without a full stop. */
    public String what() {
        return what;
    }

    /** What the sender can do, one sentence without a full stop. */
    public String cure() {
        return cure;
    }
}
