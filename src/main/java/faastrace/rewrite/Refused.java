package faastrace.rewrite;

/** Thrown inside the package where a template turns out not to be traceable. */
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(String reason) {
        super(reason, null, false, false);
    }
}
