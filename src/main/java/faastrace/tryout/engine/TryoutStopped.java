package faastrace.tryout.engine;

/** The user ended the tryout while it was under way. */
public final class TryoutStopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The user ended the tryout. */
    public TryoutStopped() {
        super("stopped");
    }
}
