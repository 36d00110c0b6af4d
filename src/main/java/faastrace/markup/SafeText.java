package faastrace.markup;

/**
 * Escapes text for HTML and SVG, so that no text from a trace, or from its sender, can become part of the markup.
 */
public final class SafeText {
    private static final int REPLACEMENT = 0xfffd;

    private SafeText() {}

    /** The text escaped for use between tags and in quoted attributes. */
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

    /**
     * Whether this is a lone surrogate, a control character other than a line feed, or a character that changes the
     * text direction.
     */
    private static boolean isStrange(int c) {
        boolean turns = c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069;
        return turns || Character.isISOControl(c) && c != '\n' || c >= 0xd800 && c <= 0xdfff;
    }
}
