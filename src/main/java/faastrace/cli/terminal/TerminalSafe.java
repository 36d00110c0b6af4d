package faastrace.cli.terminal;

/** Text that a terminal may be given. */
public final class TerminalSafe {
    private TerminalSafe() {}

    /** Names and messages may come from hostile files: nothing in them may move the terminal's cursor. */
    public static String printable(String text) {
        StringBuilder clean = new StringBuilder();
        text.codePoints().map(c -> Character.isISOControl(c) ? '\uFFFD' : c).forEach(clean::appendCodePoint);
        return clean.toString();
    }
}
