package faastrace.trace.name;

/** Finds the argument list after a function's name, as demanglers and runtimes print it. */
final class ArgumentList {
    private ArgumentList() {}

    /** The start of the argument list, or the end of the name if there is none. Text inside brackets is skipped. */
    static int start(String name) {
        int depth = 0;
        int i = 0;
        while (i < name.length()) {
            char c = name.charAt(i);
            int operator = c == 'o' ? CppOperator.end(name, i) : -1;
            if (operator > 0 && depth <= 0 && name.startsWith("(", operator)) {
                return operator;
            }
            if (c == '(' && depth <= 0) {
                if (opens(name, i)) {
                    return i;
                }
                i = close(name, i);
            }
            depth += change(name, i, c);
            i = Math.max(i + 1, operator);
        }
        return name.length();
    }

    /** The change in bracket depth caused by the character. The {@code >} of an arrow does not close a bracket. */
    private static int change(String name, int at, char c) {
        boolean arrow = c == '>' && at > 0 && name.charAt(at - 1) == '-';
        return "<[{".indexOf(c) >= 0 ? 1 : ">]}".indexOf(c) >= 0 && !arrow ? -1 : 0;
    }

    /**
     * Whether a parenthesis opens an argument list. An argument list directly follows a name. A parenthesis after a
     * point opens a receiver type, and a parenthesis after a blank opens a remark. A parenthesis after a colon stands
     * for a function without a name. The mark of a compiler tier may be between the colon and the parenthesis.
     */
    private static boolean opens(String name, int at) {
        int before = at > 0 && "~*^".indexOf(name.charAt(at - 1)) >= 0 ? at - 2 : at - 1;
        boolean mark = before == at - 2 && (before < 0 || name.charAt(before) == ':');
        return at > 0 && !mark && " .:".indexOf(name.charAt(at - 1)) < 0;
    }

    /** The position of the matching closing parenthesis, or the end of the name. */
    private static int close(String name, int open) {
        int depth = 0;
        for (int i = open; i < name.length(); i++) {
            char c = name.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return name.length();
    }
}
