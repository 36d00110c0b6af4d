package faastrace.trace.name;

import java.util.List;

/** Recognises C++ operator functions such as {@code operator<<}, whose symbols must not be parsed as brackets. */
final class CppOperator {
    private static final String OPERATOR = "operator";

    /** The operator symbols, ordered so that a longer symbol comes before its own prefixes. */
    private static final List<String> SIGNS = List.of(
            "()", "[]", "->*", "<=>", "<<=", ">>=", "->", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "++", "--",
            "+=", "-=", "*=", "/=", "%=", "^=", "&=", "|=", "<", ">", "=", "!", "&", "|", "+", "-", "*", "/", "%", "^",
            "~", ",");

    private CppOperator() {}

    /**
     * The position after {@code operator} and its symbol, or -1 if the word doesn't start at {@code from}. A name that
     * only ends with the word, such as {@code parse_operator}, doesn't count. A Java method named {@code operator}
     * doesn't count either.
     */
    static int end(String name, int from) {
        boolean word = name.startsWith(OPERATOR, from)
                && (from == 0 || !isIdentifier(name.charAt(from - 1)) && name.charAt(from - 1) != '.');
        int end = from + OPERATOR.length();
        if (!word || end < name.length() && isIdentifier(name.charAt(end))) {
            return -1;
        }
        return SIGNS.stream()
                .filter(sign -> name.startsWith(sign, end))
                .findFirst()
                .map(sign -> end + sign.length())
                .orElse(end);
    }

    /** Whether the word {@code operator} ends at {@code end} and is followed by an operator symbol. */
    static boolean endsAt(String name, int end) {
        int from = end - OPERATOR.length();
        return from >= 0 && end(name, from) > end;
    }

    /** Whether function names may contain the character. Bytes beyond ASCII count as letters. */
    static boolean isIdentifier(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '$' || c > '~';
    }
}
