package faastrace.document;

import faastrace.problem.Problem;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.IntUnaryOperator;

/**
 * Applies the operators that follow a variable's name to the variable's value, as drone/envsubst does.
 *
 * <p>Texts are {@link ByteText}, so lengths and positions count bytes.
 */
final class Expansion {
    private final Budget budget;
    private final int longest;
    private final BiFunction<String, String, Problem> problem;

    /**
     * @param longest the maximum number of bytes of a result
     * @param problem creates a problem from two texts: what is wrong, and how to fix it
     */
    Expansion(Budget budget, int longest, BiFunction<String, String, Problem> problem) {
        this.budget = budget;
        this.longest = longest;
        this.problem = problem;
    }

    /** Applies {@code ^ ^^ , ,,}; other combinations of these characters do nothing. */
    String changeCase(String value, String operator) {
        budget.spend(value.length());
        if (value.isEmpty() || !List.of("^", "^^", ",", ",,").contains(operator)) {
            return value;
        }
        boolean up = operator.charAt(0) == '^';
        int length = operator.length() == 2 ? value.length() : ByteText.widthAt(value, 0, value.length());
        return mapped(value, length, up ? Character::toUpperCase : Character::toLowerCase);
    }

    private static String mapped(String value, int length, IntUnaryOperator change) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < length; at += ByteText.widthAt(value, at, value.length())) {
            text.appendCodePoint(change.applyAsInt(ByteText.characterAt(value, at, value.length())));
        }
        return ByteText.of(text.toString()) + value.substring(length);
    }

    /**
     * Applies {@code :position} and {@code :position:length}. If an argument is not a number, the value stays
     * unchanged.
     */
    String substring(String value, List<String> arguments) {
        try {
            long size = value.length();
            long start = Long.parseLong(arguments.get(0));
            long position = start < 0 ? Math.max(size + start, 0) : start;
            if (arguments.size() == 1) {
                return position < size ? value.substring((int) position) : "";
            }
            long end = position + Long.parseLong(arguments.get(1));
            if (end >= size) {
                return position < size ? value.substring((int) position) : "";
            }
            if (end < position) {
                throw problem.apply("the length is negative, which makes faas-cli crash", "give a length of 0 or more");
            }
            return value.substring((int) position, (int) end);
        } catch (NumberFormatException noNumber) {
            return value;
        }
    }

    /** Applies {@code / // /# /%}. Without a replacement, the anchored forms {@code /#} and {@code /%} do nothing. */
    String replace(String value, String operator, List<String> arguments) {
        String old = arguments.get(0);
        String with = arguments.size() > 1 ? arguments.get(1) : "";
        budget.spend(value.length());
        return switch (operator) {
            case "/" -> first(value, old, with);
            case "//" -> all(value, old, with);
            case "/#" -> arguments.size() > 1 && value.startsWith(old) ? first(value, old, with) : value;
            default ->
                arguments.size() > 1 && value.endsWith(old)
                        ? value.substring(0, value.length() - old.length()) + with
                        : value;
        };
    }

    private static String first(String value, String old, String with) {
        int at = value.indexOf(old);
        return at < 0 ? value : value.substring(0, at) + with + value.substring(at + old.length());
    }

    private String all(String value, String old, String with) {
        StringBuilder replaced = new StringBuilder();
        int copied = 0;
        for (int at = value.indexOf(old); at >= 0; at = next(value, old, at)) {
            replaced.append(value, copied, at).append(with);
            copied = at + old.length();
            budget.spend(with.length() + 1L);
            if (replaced.length() > longest) {
                throw problem.apply("the value with its replacements is longer than 4 MiB", "shorten the replacement");
            }
        }
        return replaced.append(value, copied, value.length()).toString();
    }

    /**
     * The next match after the match at {@code at}; -1 if there is none. Empty text matches before each character and
     * at the end.
     */
    private static int next(String value, String old, int at) {
        if (!old.isEmpty()) {
            return value.indexOf(old, at + old.length());
        }
        return at == value.length() ? -1 : at + ByteText.widthAt(value, at, value.length());
    }

    /** Applies {@code # ## % %%}: removes the shortest or longest non-empty beginning or end that matches. */
    String remove(String value, String operator, String pattern) {
        budget.spend(value.length() + pattern.length());
        boolean longestMatch = operator.length() == 2;
        if (operator.charAt(0) == '#') {
            return withoutBeginning(value, pattern, longestMatch);
        }
        return ByteText.reversed(withoutBeginning(ByteText.reversed(value), ByteText.reversed(pattern), longestMatch));
    }

    private String withoutBeginning(String value, String pattern, boolean longestMatch) {
        WildcardPattern wildcard = new WildcardPattern(pattern, value, budget);
        int found = 0;
        for (int end = value.length(); end > 0 && !(longestMatch && found > 0); end--) {
            WildcardPattern.Outcome outcome = wildcard.match(end);
            if (outcome == WildcardPattern.Outcome.MALFORMED) {
                return value;
            }
            found = outcome == WildcardPattern.Outcome.MATCH ? end : found;
        }
        return value.substring(found);
    }
}
