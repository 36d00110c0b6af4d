package faastrace.trace.name;

import java.util.List;

/** C++ functions named by {@code operator} and a sign, whose brackets open nothing. */
final class CppOperator {
    private static final String OPERATOR = "operator";

    /** Longer ones before those that they begin with. */
    private static final List<String> SIGNS = List.of(
            "()", "[]", "->*", "<=>", "<<=", ">>=", "->", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "++", "--",
            "+=", "-=", "*=", "/=", "%=", "^=", "&=", "|=", "<", ">", "=", "!", "&", "|", "+", "-", "*", "/", "%", "^",
            "~", ",");

    private CppOperator() {}

    /**
     * The place behind the word and its sign where they stand there, else -1. A name that only ends in the word, such as
     * {@code parse_operator}, is none, nor is a method that Java calls so.
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

    /** Whether the word, without a sign, ends there. */
    static boolean endsAt(String name, int end) {
        int from = end - OPERATOR.length();
        return from >= 0 && end(name, from) > end;
    }

    /** Whether names of functions may hold it; bytes beyond ASCII count as letters. */
    static boolean isIdentifier(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '$' || c > '~';
    }
}
