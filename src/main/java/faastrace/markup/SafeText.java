package faastrace.markup;

/**
 * Makes texts harmless inside HTML and SVG, so that nothing that a trace or its sender says can become a part of the
 * markup.
 */
public final class SafeText {
    private static final int REPLACEMENT = 0xfffd;

    private SafeText() {}

    /** The text as it may stand between tags and in a quoted attribute. */
    public static String of(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.appendCodePoint(isStrange(c) ? REPLACEMENT : c);
            }
        });
        return safe.toString();
    }

    /** Control characters but line ends, halves of pairs, and what turns the direction of the text behind it. */
    private static boolean isStrange(int c) {
        boolean turns = c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069;
        return turns || Character.isISOControl(c) && c != '\n' || c >= 0xd800 && c <= 0xdfff;
    }
}
