package faastrace.trace;

import java.util.ArrayList;
import java.util.List;

/**
 * A frame as flame-graph tools name it: without arguments, a function without a name by its file, and calls that a
 * runtime has inlined into one line ({@code a->b}) each for itself. Texts are taken as ISO 8859-1, a byte a character, so
 * that bytes which are no UTF-8 stay what they are.
 */
final class FoldedName {
    private static final String UNKNOWN = "[unknown]";
    private static final String OPERATOR = "operator";
    private static final String ANONYMOUS = "(anonymous namespace)";

    private FoldedName() {}

    /** The names that stand for the frame, outermost first. */
    static List<String> of(String symbol, String module) {
        List<String> names = new ArrayList<>();
        if (symbol.isBlank() || symbol.equals(UNKNOWN)) {
            names.add(clean(file(module)));
            return names;
        }
        int from = 0;
        for (int arrow = arrow(symbol, 0); arrow > 0; arrow = arrow(symbol, from)) {
            names.add(function(symbol.substring(from, arrow)));
            from = arrow + 2;
        }
        names.add(function(symbol.substring(from)));
        return names;
    }

    /** A thread's name: blanks would be taken for the one before the count. */
    static String command(String command) {
        return clean(command).replace(' ', '_');
    }

    private static int arrow(String symbol, int from) {
        int arrow = symbol.indexOf("->", from);
        boolean inside = arrow > from
                && arrow + 2 < symbol.length()
                && !symbol.startsWith(OPERATOR, arrow - OPERATOR.length())
                && symbol.lastIndexOf('(', arrow) < from;
        return inside ? arrow : -1;
    }

    private static String file(String module) {
        String file = module.substring(module.lastIndexOf('/') + 1);
        return file.isEmpty() ? UNKNOWN : file.startsWith("[") ? file : "[" + file + "]";
    }

    private static String function(String name) {
        String shortened = clean(name.substring(0, argumentsStart(name)));
        boolean descriptor = shortened.startsWith("L") && shortened.indexOf('/') > 0 && name.indexOf(';') > 0;
        return descriptor ? shortened.substring(1) : shortened;
    }

    /** Where the list of arguments begins, if there is one; else the end. What stands in brackets of any kind is none. */
    private static int argumentsStart(String name) {
        int depth = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (name.startsWith(OPERATOR, i)) {
                i = operatorEnd(name, i + OPERATOR.length()) - 1;
            } else if (name.startsWith(ANONYMOUS, i)) {
                i += ANONYMOUS.length() - 1;
            } else if ("<[{".indexOf(c) >= 0) {
                depth++;
            } else if (">]}".indexOf(c) >= 0) {
                depth -= c == '>' && name.charAt(Math.max(0, i - 1)) == '-' ? 0 : 1;
            } else if (c == '(' && depth <= 0 && opensArguments(name, i)) {
                return i;
            }
        }
        return name.length();
    }

    /** Arguments stand right behind a name; a receiver's type stands behind a point, a remark behind a blank. */
    private static boolean opensArguments(String name, int at) {
        return at > 0 && " .:~*^".indexOf(name.charAt(at - 1)) < 0;
    }

    /** Behind the sign of an operator, whose brackets open nothing. */
    private static int operatorEnd(String name, int from) {
        int end = name.startsWith("()", from) || name.startsWith("[]", from) ? from + 2 : from;
        while (end < name.length() && "<>=-".indexOf(name.charAt(end)) >= 0) {
            end++;
        }
        return end;
    }

    /** Semicolons part frames, and line ends stacks; names are whatever a program calls itself. */
    private static String clean(String name) {
        StringBuilder clean = new StringBuilder(name.length());
        String stripped = name.strip();
        for (int i = 0; i < stripped.length(); i++) {
            char c = stripped.charAt(i);
            if (c == ';') {
                clean.append(':');
            } else if (c < ' ' || c == 0x7f) {
                clean.append("\u00ef\u00bf\u00bd"); // the bytes of U+FFFD
            } else if (c != '"' && c != '\'') {
                clean.append(c);
            }
        }
        return clean.isEmpty() ? UNKNOWN : clean.toString();
    }
}
