package faastrace.document;

/**
 * A pattern with {@code *}, {@code ?} and {@code [a-z]}, matched as drone/envsubst does: {@code *} also matches
 * slashes. For the part after a {@code *}, only the leftmost match is tried.
 *
 * <p>Texts are {@link ByteText}.
 */
final class WildcardPattern {
    /** Whether a text matches the pattern. Some malformed patterns are detected only with certain texts. */
    enum Outcome {
        MATCH,
        MISMATCH,
        MALFORMED
    }

    private static final int NONE = -1;
    private static final int BAD = -2;

    private final String pattern;
    private final String text;
    private final Budget budget;

    /** The position of the next unread element of the pattern. */
    private int next;

    /** The end of the part of the pattern that is being matched. */
    private int partEnd;

    WildcardPattern(String pattern, String text, Budget budget) {
        this.pattern = pattern;
        this.text = text;
        this.budget = budget;
    }

    /** Matches the whole pattern against the bytes of the text before {@code end}. */
    Outcome match(int end) {
        int at = 0;
        int part = 0;
        while (part < pattern.length()) {
            int start = part;
            while (start < pattern.length() && pattern.charAt(start) == '*') {
                start++;
            }
            boolean star = start > part;
            partEnd = endOfPart(start);
            if (star && start == partEnd) {
                return Outcome.MATCH;
            }
            int rest = find(start, at, end, star);
            if (rest < 0) {
                return rest == BAD ? Outcome.MALFORMED : Outcome.MISMATCH;
            }
            at = rest;
            part = partEnd;
        }
        return at == end ? Outcome.MATCH : Outcome.MISMATCH;
    }

    /** The end of the part that starts at {@code start}: the next star outside brackets, or the end of the pattern. */
    private int endOfPart(int start) {
        boolean brackets = false;
        for (int i = start; i < pattern.length(); i++) {
            budget.spend(1);
            char c = pattern.charAt(i);
            if (c == '*' && !brackets) {
                return i;
            }
            if (c == '[' || c == ']') {
                brackets = c == '[';
            } else if (c == '\\' && i + 1 < pattern.length()) {
                i++;
            }
        }
        return pattern.length();
    }

    /**
     * The end of the text that a part matches. The match must start at {@code at}. If the part follows a star, it may
     * start later.
     */
    private int find(int start, int at, int end, boolean star) {
        boolean last = partEnd == pattern.length();
        for (int from = at; from <= (star ? end : at); from++) {
            int rest = matchPart(start, from, end);
            if (rest == BAD || rest >= 0 && (rest == end || !last)) {
                return rest;
            }
        }
        return NONE;
    }

    private int matchPart(int start, int from, int end) {
        int at = from;
        next = start;
        while (next < partEnd) {
            budget.spend(1);
            if (at == end) {
                return NONE;
            }
            int taken = one(at, end);
            if (taken < 0) {
                return taken;
            }
            at += taken;
        }
        return at;
    }

    /** The number of bytes of the text that the next element of the pattern matches. */
    private int one(int at, int end) {
        char c = pattern.charAt(next++);
        if (c == '[') {
            return brackets(ByteText.characterAt(text, at, end), ByteText.widthAt(text, at, end));
        }
        if (c == '?') {
            return ByteText.widthAt(text, at, end);
        }
        if (c == '\\') {
            if (next == partEnd) {
                return BAD;
            }
            c = pattern.charAt(next++);
        }
        return c == text.charAt(at) ? 1 : NONE;
    }

    private int brackets(int character, int width) {
        boolean negated = next < partEnd && pattern.charAt(next) == '^';
        if (negated) {
            next++;
        }
        boolean found = false;
        for (int ranges = 0; ranges == 0 || next == partEnd || pattern.charAt(next) != ']'; ranges++) {
            int low = bound();
            int high = low;
            if (low >= 0 && pattern.charAt(next) == '-') {
                next++;
                high = bound();
            }
            if (low < 0 || high < 0) {
                return BAD;
            }
            found |= low <= character && character <= high;
        }
        next++;
        return found == negated ? NONE : width;
    }

    /** Reads the next character inside brackets. At least one more character of the pattern must follow. */
    private int bound() {
        budget.spend(1);
        if (next < partEnd && (pattern.charAt(next) == '-' || pattern.charAt(next) == ']')) {
            return BAD;
        }
        if (next < partEnd && pattern.charAt(next) == '\\') {
            next++;
        }
        if (next >= partEnd) {
            return BAD;
        }
        int character = ByteText.characterAt(pattern, next, partEnd);
        int width = ByteText.widthAt(pattern, next, partEnd);
        next += width;
        boolean invalid = character == ByteText.INVALID && width == 1;
        return invalid || next == partEnd ? BAD : character;
    }
}
