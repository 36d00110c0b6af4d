package faastrace.document;

import faastrace.problem.Problem;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;

/**
 * Substitutes all variables in a text according to the rules of drone/envsubst 1.0.3, the library that faas-cli uses
 * for stack files: {@code ${NAME}}, defaults, upper and lower case, substrings, replacement, removal of a beginning or
 * an end, and lengths. This class has the same oddities as the library. Unlike the library, it limits depth, time and
 * size, and it reports the position at which a text can't be parsed.
 */
public final class VariableSubstitution {
    private static final int MOST_BYTES = 4 << 20;
    private static final int DEEPEST = 100;
    private static final long MOST_STEPS = 100_000_000;
    private static final char END = '\0';

    private final String source;
    private final String text;
    private final UnaryOperator<String> variables;
    private final Budget budget;
    private final Expansion expansion;

    private int at;
    private int depth;

    /** The start of the innermost variable that is being read. */
    private int opened;

    private VariableSubstitution(String source, String text, UnaryOperator<String> variables, long mostSteps) {
        this.source = source;
        this.text = ByteText.of(text);
        this.variables = variables;
        this.budget = new Budget(
                mostSteps,
                () -> problem("substituting the variables takes too long", "use fewer or simpler expressions"));
        this.expansion = new Expansion(budget, MOST_BYTES, this::problem);
    }

    /**
     * Returns the text with its variables substituted.
     *
     * @param source the file as the user knows it, for messages
     * @param variables returns the value of a variable, or null if the variable has no value
     * @throws Problem with line and column if a variable can't be parsed
     */
    public static String substitute(String source, String text, UnaryOperator<String> variables) {
        return substitute(source, text, variables, MOST_STEPS);
    }

    /** Like {@link #substitute(String, String, UnaryOperator)}, with another limit, so that tests reach it soon. */
    static String substitute(String source, String text, UnaryOperator<String> variables, long mostSteps) {
        if (text.indexOf('$') < 0 && text.indexOf('\\') < 0) {
            return text;
        }
        return new VariableSubstitution(source, text, variables, mostSteps).whole();
    }

    private String whole() {
        opened = text.indexOf(END);
        if (opened >= 0) {
            throw problem("there is a NUL character, and faas-cli ignores everything after it", "remove it");
        }
        StringBuilder result = new StringBuilder();
        while (at < text.length()) {
            opened = at;
            result.append(opens() ? variable() : literal(c -> true, true));
            if (result.length() > MOST_BYTES) {
                throw problem("the text with its variables substituted is longer than 4 MiB", "use shorter values");
            }
        }
        try {
            return ByteText.decode(result.toString());
        } catch (CharacterCodingException e) {
            throw new Problem(
                    source,
                    "is not UTF-8 text after substituting its variables: a value was cut in the middle of a character",
                    "cut only values that are plain ASCII",
                    e);
        }
    }

    private boolean opens() {
        return text.startsWith("${", at);
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : END;
    }

    /** Reads literal text up to the next variable or the first character that is not accepted. */
    private String literal(IntPredicate accepted, boolean escapes) {
        StringBuilder literal = new StringBuilder();
        while (at < text.length() && !opens()) {
            if (escapes && isEscape()) {
                at++;
            } else if (!accepted.test(text.charAt(at))) {
                break;
            }
            literal.append(text.charAt(at++));
        }
        return literal.toString();
    }

    /**
     * Whether an escape follows: {@code $$} for a dollar sign, {@code \/} for a slash, or {@code \\} for a backslash.
     */
    private boolean isEscape() {
        return text.startsWith("$$", at) || text.startsWith("\\/", at) || text.startsWith("\\\\", at);
    }

    private String variable() {
        int outer = opened;
        opened = at;
        if (++depth > DEEPEST) {
            throw problem("variables are nested more than " + DEEPEST + " levels deep", "nest them less deeply");
        }
        at += 2;
        String value = peek() == '#' ? length() : named();
        budget.spend(value.length() + 1L);
        depth--;
        opened = outer;
        return value;
    }

    private String length() {
        at++;
        String value = value(name());
        close();
        return String.valueOf(value.length());
    }

    private String named() {
        String value = value(name());
        return switch (peek()) {
            case ':' -> defaultOrSubstring(value);
            case '=' -> withDefault(value, 1);
            case ',', '^' -> {
                String operator = operator(",^", ",^");
                close();
                yield expansion.changeCase(value, operator);
            }
            case '/' -> replaced(value);
            case '#' -> remaining(value, operator("#", "#"));
            case '%' -> remaining(value, operator("%", "%"));
            default -> {
                close();
                yield value;
            }
        };
    }

    private String name() {
        int start = at;
        while (at < text.length() && isOfName(ByteText.characterAt(text, at, text.length()))) {
            at += ByteText.widthAt(text, at, text.length());
        }
        if (at == start) {
            throw problem("'${' is not followed by the name of a variable", "write ${NAME}, or $${ for a literal '${'");
        }
        try {
            return ByteText.decode(text.substring(start, at));
        } catch (CharacterCodingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static boolean isOfName(int character) {
        return character == '_' || Character.isLetter(character) || Character.isDigit(character);
    }

    private String value(String name) {
        String value = variables.apply(name);
        String bytes = value == null ? "" : ByteText.of(value);
        budget.spend(bytes.length());
        return bytes;
    }

    /** Reads one of the characters in {@code first}. If one of those in {@code second} follows, reads it too. */
    private String operator(String first, String second) {
        int start = at;
        if (first.indexOf(peek()) >= 0) {
            at++;
            at += second.indexOf(peek()) >= 0 ? 1 : 0;
        }
        return text.substring(start, at);
    }

    private String defaultOrSubstring(String value) {
        char next = at + 1 < text.length() ? text.charAt(at + 1) : END;
        if ("=-?+".indexOf(next) >= 0) {
            return withDefault(value, 2);
        }
        if (next >= 0x80) {
            throw unreadable();
        }
        at++;
        List<String> arguments = new ArrayList<>();
        arguments.add(argument(c -> c != ':' && c != '}', false));
        if (peek() == ':') {
            skip(':');
            arguments.add(argument(c -> c != '}', false));
        }
        close();
        return expansion.substring(value, arguments);
    }

    private String withDefault(String value, int operatorLength) {
        at += operatorLength;
        StringBuilder otherwise = new StringBuilder();
        while (peek() != '}') {
            otherwise.append(argument(c -> c != '}', false));
        }
        close();
        return value.isEmpty() ? otherwise.toString() : value;
    }

    private String replaced(String value) {
        String operator = operator("/", "/#%");
        List<String> arguments = new ArrayList<>();
        arguments.add(argument(c -> c != '/', true));
        if (peek() != '/') {
            throw unreadable();
        }
        skip('/');
        if (peek() != '}') {
            arguments.add(argument(c -> c != '}', true));
        }
        close();
        return expansion.replace(value, operator, arguments);
    }

    private String remaining(String value, String operator) {
        String pattern = argument(c -> c != '}', false);
        close();
        return expansion.remove(value, operator, pattern);
    }

    /** Reads an argument of an operator: either one variable, or the text up to the next variable. */
    private String argument(IntPredicate accepted, boolean escapes) {
        if (opens()) {
            return variable();
        }
        String literal = literal(accepted, escapes);
        if (literal.isEmpty()) {
            throw unreadable();
        }
        return literal;
    }

    private void skip(char c) {
        while (peek() == c) {
            at++;
        }
    }

    private void close() {
        if (peek() != '}') {
            throw unreadable();
        }
        at++;
    }

    private Problem unreadable() {
        if (at >= text.length()) {
            return problem("this '${' is never closed", "add the '}', or write $${ for a literal '${'");
        }
        return problem(
                "faas-cli can't read this variable",
                "use a form that faas-cli knows, such as ${NAME:-default}, or write $${ for a literal '${'");
    }

    private Problem problem(String what, String cure) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < opened; i++) {
            boolean end = text.charAt(i) == '\n';
            line += end ? 1 : 0;
            column = end ? 1 : column + ((text.charAt(i) & 0xC0) == 0x80 ? 0 : 1);
        }
        return new Problem(source + ":" + line + ":" + column, what, cure);
    }
}
