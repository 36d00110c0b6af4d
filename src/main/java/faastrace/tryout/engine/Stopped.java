package faastrace.tryout.engine;

/** The user ended the tryout while it was under way. */
public final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Stopped() {
        super("stopped");
    }
}
