package faastrace.tryout.engine;

/** Thrown when the user stops a tryout while it is running. */
public final class TryoutStopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** An exception with the message {@code stopped}. */
    public TryoutStopped() {
        super("stopped");
    }
}
