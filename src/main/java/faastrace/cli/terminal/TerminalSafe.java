package faastrace.cli.terminal;

/** Makes text safe to print on a terminal. */
public final class TerminalSafe {
    private TerminalSafe() {}

    /** Replaces control characters, because names and messages may come from hostile files. */
    public static String printable(String text) {
        StringBuilder clean = new StringBuilder();
        text.codePoints().map(c -> Character.isISOControl(c) ? '\uFFFD' : c).forEach(clean::appendCodePoint);
        return clean.toString();
    }
}
