package faastrace;

import java.util.regex.Pattern;

/**
 * Builds a text that a regular expression might match. The text contains each part at least once, even an optional one.
 */
final class Sample {
    private final String regex;
    private final boolean last;
    private int at;

    private Sample(String regex, boolean last) {
        this.regex = regex;
        this.last = last;
    }

    /**
     * A text for a regular expression.
     *
     * @param last whether to take the last alternative of each choice rather than the first
     */
    static String of(String regex, boolean last) {
        return new Sample(regex, last).choice();
    }

    private String choice() {
        String chosen = row();
        while (at < regex.length() && regex.charAt(at) == '|') {
            at++;
            String other = row();
            chosen = last ? other : chosen;
        }
        return chosen;
    }

    private String row() {
        StringBuilder row = new StringBuilder();
        while (at < regex.length() && regex.charAt(at) != '|' && regex.charAt(at) != ')') {
            String part = part();
            row.append(part.repeat(Math.min(times(), 16)));
        }
        return row.toString();
    }

    /** Reads the quantifier after a part and returns how often to repeat the part: the minimum, but at least once. */
    private int times() {
        int times = 1;
        while (at < regex.length() && "?*+{".indexOf(regex.charAt(at)) >= 0) {
            if (regex.charAt(at) == '{') {
                int end = regex.indexOf('}', at);
                times = Math.max(
                        1, Integer.parseInt(regex.substring(at + 1, end).split(",")[0]));
                at = end;
            }
            at++;
        }
        return times;
    }

    private String part() {
        int start = at;
        char c = regex.charAt(at++);
        switch (c) {
            case '(':
                return group();
            case '[':
                skipClass();
                return oneOf(regex.substring(start, at));
            case '\\':
                return escape(start);
            case '.':
                return "a";
            case '^', '$':
                return "";
            default:
                return String.valueOf(c);
        }
    }

    private String group() {
        boolean nothing = false;
        if (regex.startsWith("?<", at) && Character.isLetter(regex.charAt(at + 2))) {
            at = regex.indexOf('>', at) + 1;
        } else if (regex.charAt(at) == '?') {
            int end = at + 1;
            while ("<imsx".indexOf(regex.charAt(end)) >= 0) {
                end++;
            }
            nothing = regex.charAt(end) != ':' && regex.charAt(end) != ')';
            at = regex.charAt(end) == ')' ? end : end + 1;
        }
        String inner = choice();
        at++;
        return nothing ? "" : inner;
    }

    private void skipClass() {
        at += regex.charAt(at) == '^' ? 1 : 0;
        for (boolean first = true; first || regex.charAt(at) != ']'; first = false) {
            char c = regex.charAt(at++);
            if (c == '[') {
                skipClass();
            } else if (c == '\\') {
                at++;
            }
        }
        at++;
    }

    private String escape(int start) {
        char c = regex.charAt(at++);
        if (c == 'Q') {
            int end = regex.indexOf("\\E", at);
            String literal = regex.substring(at, end);
            at = end + 2;
            return literal;
        }
        if (c == 'k') { // a back reference adds nothing
            at = regex.indexOf('>', at) + 1;
            return "";
        }
        at += c == 'x' ? 2 : c == 'p' ? regex.indexOf('}', at) + 1 - at : 0;
        return "bBAzZG".indexOf(c) >= 0 ? "" : oneOf(regex.substring(start, at));
    }

    private static String oneOf(String characters) {
        Pattern pattern = Pattern.compile(characters);
        for (char c : ("a0A" + "/.:@-_ =\n\t\0").toCharArray()) {
            if (pattern.matcher(String.valueOf(c)).matches()) {
                return String.valueOf(c);
            }
        }
        for (char c = 0; c < 0x3000; c++) {
            if (pattern.matcher(String.valueOf(c)).matches()) {
                return String.valueOf(c);
            }
        }
        return "";
    }
}
