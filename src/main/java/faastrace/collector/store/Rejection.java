package faastrace.collector.store;

/** Thrown if the store rejects a trace. Tells the sender what is wrong and what to do. */
public final class Rejection extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final String what;
    private final String cure;

    /** The reason for a rejection. Front ends map this reason to their own status codes. */
    public enum Reason {
        /** A name or key is not valid, or the data is damaged. */
        INVALID,
        /** The name is already used by something else. */
        NAME_TAKEN,
        /** The trace is larger than the store accepts. */
        TOO_LARGE,
        /** The body is not a trace. */
        NOT_A_TRACE,
        /** The store is full. */
        FULL
    }

    /**
     * @param what the error, as one sentence without a full stop
     * @param cure what the sender can do, as one sentence without a full stop
     */
    Rejection(Reason reason, String what, String cure) {
        super(what + "; " + cure);
        this.reason = reason;
        this.what = what;
        this.cure = cure;
    }

    /** The kind of rejection. */
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
