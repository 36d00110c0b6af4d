package faastrace.cli.terminal;

/** What commands exit with when they don't exit with 0. */
public final class ExitCodes {
    /** A check found something. */
    public static final int FOUND = 1;

    /** The user can fix it. */
    public static final int FIXABLE = 2;

    /** A bug in faas-trace. */
    public static final int BUG = 3;

    private ExitCodes() {}
}
