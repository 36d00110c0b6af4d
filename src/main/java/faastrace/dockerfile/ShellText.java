package faastrace.dockerfile;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Processes text as Docker does in ENV, ARG, FROM and similar instructions: removes quotes and escapes, and replaces
 * variables whose value is known. Other variables stay as written.
 */
final class ShellText {
    /** The maximum depth of nesting. Nobody nests deeper, and at this depth the call stack does not overflow. */
    private static final int DEEPEST = 40;

    /**
     * The maximum length of a value. Real values are shorter. Without a limit, a few lines that each double a value
     * would use up all memory.
     */
    private static final int LONGEST = 4096;

    private final String text;
    private final char escape;
    private final @Nullable UnaryOperator<String> variables;
    private final int depth;
    private final StringBuilder out = new StringBuilder();
    private int at;

    private ShellText(String text, char escape, @Nullable UnaryOperator<String> variables, int depth) {
        this.text = text;
        this.escape = escape;
        this.variables = variables;
        this.depth = depth;
    }

    /** The text without quotes and escapes; variables are left as they are. */
    static String unquote(String text, char escape) {
        return new ShellText(text, escape, null, 0).read();
    }

    /**
     * The text without quotes and escapes, and with variables replaced.
     *
     * @param variables returns the value for a name, or null if it is not known
     */
    static String expand(String text, char escape, UnaryOperator<String> variables) {
        return new ShellText(text, escape, variables, 0).read();
    }

    private String read() {
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '\'') {
                singleQuoted();
            } else if (c == '"') {
                doubleQuoted();
            } else if (c == escape) {
                escaped();
            } else {
                plain(c);
            }
        }
        return out.toString();
    }

    private void plain(char c) {
        if (c == '$' && variables != null) {
            variable(variables);
        } else {
            out.append(c);
        }
    }

    private void escaped() {
        if (at < text.length()) {
            out.append(text.charAt(at++));
        }
    }

    private void singleQuoted() {
        int close = text.indexOf('\'', at);
        int stop = close < 0 ? text.length() : close;
        out.append(text, at, stop);
        at = Math.min(stop + 1, text.length());
    }

    private void doubleQuoted() {
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return;
            }
            if (c == escape && at < text.length() && isEscapable(text.charAt(at))) {
                escaped();
            } else {
                plain(c);
            }
        }
    }

    private boolean isEscapable(char c) {
        return c == '"' || c == '$' || c == escape;
    }

    private void variable(UnaryOperator<String> known) {
        int dollar = at - 1;
        if (at < text.length() && text.charAt(at) == '{') {
            int close = closingBrace();
            if (close < 0) {
                out.append(text, dollar, text.length());
                at = text.length();
                return;
            }
            String inner = text.substring(at + 1, close);
            at = close + 1;
            String value = braced(inner, known);
            replace(text.substring(dollar, at), value);
            return;
        }
        int stop = nameEnd(text, at);
        String value = stop == at ? null : known.apply(text.substring(at, stop));
        replace(text.substring(dollar, stop), value);
        at = stop;
    }

    private void replace(String written, @Nullable String value) {
        out.append(value != null && out.length() + value.length() <= LONGEST ? value : written);
    }

    private int closingBrace() {
        int open = 0;
        for (int i = at; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == escape) {
                i++;
            } else if (c == '{') {
                open++;
            } else if (c == '}' && --open == 0) {
                return i;
            }
        }
        return -1;
    }

    /** The value of {@code name}, {@code name:-word} and similar forms; null if the expression stays as written. */
    private @Nullable String braced(String inner, UnaryOperator<String> known) {
        int stop = nameEnd(inner, 0);
        String value = stop == 0 ? null : known.apply(inner.substring(0, stop));
        if (stop == 0 || stop == inner.length() || depth > DEEPEST) {
            return depth > DEEPEST ? null : value;
        }
        boolean emptyIsUnset = inner.charAt(stop) == ':' && stop + 1 < inner.length();
        int operator = emptyIsUnset ? stop + 1 : stop;
        boolean isSet = value != null && !(emptyIsUnset && value.isEmpty());
        String word = inner.substring(operator + 1);
        return switch (inner.charAt(operator)) {
            case '-' -> isSet ? value : nested(word);
            case '+' -> isSet ? nested(word) : "";
            case '?' -> isSet ? value : null;
            default -> null;
        };
    }

    private String nested(String word) {
        return new ShellText(word, escape, variables, depth + 1).read();
    }

    static int nameEnd(String text, int start) {
        int stop = start;
        while (stop < text.length() && isNamePart(text.charAt(stop), stop == start)) {
            stop++;
        }
        return stop;
    }

    private static boolean isNamePart(char c, boolean first) {
        return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || !first && c >= '0' && c <= '9';
    }
}
