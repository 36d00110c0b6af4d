package faastrace.tryout;

/** The user ended the tryout while it was under way. */
public final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Stopped() {
        super("stopped");
    }
}
