package faastrace.cli.terminal;

/** The exit codes of commands, other than 0. */
public final class ExitCodes {
    /** A check failed. */
    public static final int FOUND = 1;

    /** An error that the user can fix. */
    public static final int FIXABLE = 2;

    /** A bug in faas-trace. */
    public static final int BUG = 3;

    private ExitCodes() {}
}
