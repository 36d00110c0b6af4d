package faastrace.dockerfile;

import java.util.Locale;
import java.util.Set;

/** Reads the parser directives at the top of a Dockerfile. Only {@code escape} is used. */
final class Directives {
    private static final Set<String> KNOWN = Set.of("escape", "syntax", "check");
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private Directives() {}

    /** The escape character that the file sets; a backslash if the file sets none. */
    static char escape(String text) {
        int at = textStart(text);
        while (at < text.length()) {
            int end = text.indexOf('\n', at);
            String line = text.substring(at, end < 0 ? text.length() : end);
            String key = key(line);
            if (!KNOWN.contains(key)) {
                return '\\';
            }
            if (key.equals("escape")) {
                return value(line).equals("`") ? '`' : '\\';
            }
            at = end < 0 ? text.length() : end + 1;
        }
        return '\\';
    }

    /** The offset at which the text starts: after the byte-order mark, if there is one. */
    static int textStart(String text) {
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? 1 : 0;
    }

    private static String key(String line) {
        int equals = line.indexOf('=');
        String start = line.stripLeading();
        return equals < 0 || !start.startsWith("#")
                ? ""
                : line.substring(Math.min(equals, line.indexOf('#') + 1), equals)
                        .strip()
                        .toLowerCase(Locale.ROOT);
    }

    private static String value(String line) {
        return line.substring(line.indexOf('=') + 1).strip();
    }
}
