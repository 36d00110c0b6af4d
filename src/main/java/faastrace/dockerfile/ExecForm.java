package faastrace.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The JSON array form of an instruction's arguments: an array of strings with nothing after it. */
final class ExecForm {
    private final String text;
    private int at;

    private ExecForm(String text) {
        this.text = text;
    }

    /**
     * The strings of the array; empty if the text is not such an array. Docker treats any other text as a shell
     * command.
     */
    static Optional<List<String>> read(String text) {
        return text.startsWith("[") ? Optional.ofNullable(new ExecForm(text).array()) : Optional.empty();
    }

    private @Nullable List<String> array() {
        List<String> items = new ArrayList<>();
        at = 1;
        if (next() == ']') {
            return closed(items);
        }
        while (next() == '"') {
            at++;
            String item = string();
            char behind = next();
            if (item == null || behind != ',' && behind != ']') {
                return null;
            }
            items.add(item);
            if (behind == ']') {
                return closed(items);
            }
            at++;
        }
        return null;
    }

    private @Nullable List<String> closed(List<String> items) {
        at++;
        return next() == 0 ? List.copyOf(items) : null;
    }

    /** Skips blanks and returns the next character without consuming it; 0 at the end. */
    private char next() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at < text.length() ? text.charAt(at) : 0;
    }

    private @Nullable String string() {
        StringBuilder item = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return item.toString();
            }
            if (c < ' ' || c == '\\' && !escaped(item)) {
                return null;
            }
            if (c != '\\') {
                item.append(c);
            }
        }
        return null;
    }

    private boolean escaped(StringBuilder item) {
        if (at == text.length()) {
            return false;
        }
        char c = text.charAt(at++);
        if (c == 'u') {
            return unicode(item);
        }
        int known = "\"\\/bfnrt".indexOf(c);
        if (known >= 0) {
            item.append("\"\\/\b\f\n\r\t".charAt(known));
        }
        return known >= 0;
    }

    private boolean unicode(StringBuilder item) {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = at < text.length() ? Character.digit(text.charAt(at++), 16) : -1;
            if (digit < 0) {
                return false;
            }
            code = code * 16 + digit;
        }
        item.append((char) code);
        return true;
    }
}
