package faastrace.cli;

/** Text that a terminal may be given. */
final class Printable {
    private Printable() {}

    /** Names and messages may come from hostile files: nothing in them may move the terminal's cursor. */
    static String printable(String text) {
        StringBuilder clean = new StringBuilder();
        text.codePoints().map(c -> Character.isISOControl(c) ? '\uFFFD' : c).forEach(clean::appendCodePoint);
        return clean.toString();
    }
}
