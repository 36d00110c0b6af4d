package faastrace.cli;

/** What commands exit with when they don't exit with 0. */
final class ExitCodes {
    /** A check found something. */
    static final int FOUND = 1;

    /** The user can fix it. */
    static final int FIXABLE = 2;

    /** A bug in faas-trace. */
    static final int BUG = 3;

    private ExitCodes() {}
}
