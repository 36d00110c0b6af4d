package faastrace.pages;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * HTML that is written element by element. Every text and every value of an attribute is made harmless on its way,
 * so nothing that a trace or its sender says can become a part of the page's own markup.
 */
final class Html {
    private static final Set<String> EMPTY = Set.of("input", "link", "meta", "path", "br");

    private final StringBuilder out = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    /**
     * Begins an element, or writes it if it can't hold anything.
     *
     * @param attributes names and values in turn; a null value leaves the attribute out
     */
    Html open(String element, String... attributes) {
        out.append('<').append(element);
        for (int i = 0; i < attributes.length; i += 2) {
            if (attributes[i + 1] != null) {
                out.append(' ').append(attributes[i]).append("=\"");
                escape(attributes[i + 1]);
                out.append('"');
            }
        }
        out.append('>');
        if (!EMPTY.contains(element)) {
            open.push(element);
        }
        return this;
    }

    /** Ends the innermost element. */
    Html close() {
        out.append("</").append(open.pop()).append(">\n");
        return this;
    }

    Html text(String text) {
        escape(text);
        return this;
    }

    /** An element that holds a text only. */
    Html element(String element, String text, String... attributes) {
        return open(element, attributes).text(text).close();
    }

    /** Our own markup, as it is: nothing from outside may be in it. */
    Html own(String markup) {
        out.append(markup);
        return this;
    }

    @Override
    public String toString() {
        while (!open.isEmpty()) {
            close();
        }
        return out.toString();
    }

    private void escape(String text) {
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.appendCodePoint(strange(c) ? 0xfffd : c);
            }
        });
    }

    /** Control characters but line ends, halves of pairs, and what turns the direction of the text behind it. */
    private static boolean strange(int c) {
        boolean turns = c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069;
        return turns || Character.isISOControl(c) && c != '\n' || c >= 0xd800 && c <= 0xdfff;
    }
}
