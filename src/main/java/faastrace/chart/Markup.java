package faastrace.chart;

/** Texts of any kind inside HTML and SVG. */
final class Markup {
    private Markup() {}

    static String text(String text) {
        StringBuilder safe = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                default -> safe.appendCodePoint(Character.isISOControl(c) ? 0xfffd : c);
            }
        });
        return safe.toString();
    }
}
