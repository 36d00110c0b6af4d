package faastrace.trace.name;

/** Finds the list of arguments behind a function's name, as demanglers and runtimes print it. */
final class ArgumentList {
    private ArgumentList() {}

    /** Where the list begins, if there is one; else the end. What stands in brackets of any kind is none. */
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

    /** By how much deeper in brackets the next sign is; the one of an arrow closes none. */
    private static int change(String name, int at, char c) {
        boolean arrow = c == '>' && at > 0 && name.charAt(at - 1) == '-';
        return "<[{".indexOf(c) >= 0 ? 1 : ">]}".indexOf(c) >= 0 && !arrow ? -1 : 0;
    }

    /**
     * Whether a parenthesis opens arguments, which stand right behind a name. Behind a point there is a receiver's type,
     * behind a blank a remark, behind a colon and the mark of a tier a function that has no name.
     */
    private static boolean opens(String name, int at) {
        int before = at > 0 && "~*^".indexOf(name.charAt(at - 1)) >= 0 ? at - 2 : at - 1;
        boolean mark = before == at - 2 && (before < 0 || name.charAt(before) == ':');
        return at > 0 && !mark && " .:".indexOf(name.charAt(at - 1)) < 0;
    }

    /** The parenthesis that closes the one there, or the end. */
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
