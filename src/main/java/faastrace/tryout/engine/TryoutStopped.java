package faastrace.tryout.engine;

/** Thrown when the user stops a tryout while it is running. */
public final class TryoutStopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The user stopped the tryout. */
    public TryoutStopped() {
        super("stopped");
    }
}
