package faastrace.dockerfile;

import java.util.ArrayList;
import java.util.List;

/** Splits text at blanks as Docker does. The caller chooses whether quotes and escapes count. */
final class WordSplitter {
    /** The bounds of a word in the text. */
    record Span(int start, int end) {
        String of(String text) {
            return text.substring(start, end);
        }
    }

    private static final int UNKNOWN = -2;

    private final String text;
    private final int end;
    private final char escape;
    private int at;
    private int lastBrace = UNKNOWN;
    private boolean redirecting;
    private boolean balanced = true;

    private WordSplitter(String text, int start, int end, char escape) {
        this.text = text;
        this.at = start;
        this.end = end;
        this.escape = escape;
    }

    /** The words between blanks. Quoted and escaped blanks belong to a word. */
    static List<Span> quoted(String text, int start, int end, char escape) {
        return new WordSplitter(text, start, end, escape).all();
    }

    /**
     * The words in which Docker looks for here-documents. Blanks after two angle brackets belong to the word. There are
     * no words if a quote is not closed, or if a variable in braces has a form that Docker doesn't know.
     */
    static List<Span> redirecting(String text, int start, int end, char escape) {
        WordSplitter words = new WordSplitter(text, start, end, escape);
        words.redirecting = true;
        List<Span> all = words.all();
        return words.balanced ? all : List.of();
    }

    /** The first word that starts at or after the given index; an empty span at the end if there is none. */
    static Span next(String text, int start, int end, char escape) {
        return new WordSplitter(text, start, end, escape).next();
    }

    /** The words between blanks, with quotes treated like any other character. */
    static List<Span> plain(String text, int start, int end) {
        List<Span> found = new ArrayList<>();
        int at = skipBlanks(text, start, end);
        while (at < end) {
            int stop = skipWord(text, at, end);
            found.add(new Span(at, stop));
            at = skipBlanks(text, stop, end);
        }
        return found;
    }

    static int skipBlanks(String text, int start, int end) {
        int at = start;
        while (at < end && isBlank(text.charAt(at))) {
            at++;
        }
        return at;
    }

    static int skipWord(String text, int start, int end) {
        int at = start;
        while (at < end && !isBlank(text.charAt(at))) {
            at++;
        }
        return at;
    }

    static boolean isBlank(char c) {
        return c == ' ' || c >= '\t' && c <= '\r' || c > 127 && (Character.isWhitespace(c) || c == 0xA0 || c == 0x85);
    }

    private List<Span> all() {
        List<Span> found = new ArrayList<>();
        for (Span word = next(); word.start < word.end; word = next()) {
            found.add(word);
        }
        return found;
    }

    private Span next() {
        at = skipBlanks(text, at, end);
        int start = at;
        while (at < end && !isBlank(text.charAt(at))) {
            char c = text.charAt(at++);
            if (c == escape) {
                at = Math.min(at + 1, end);
            } else if (c == '"' || c == '\'') {
                skipQuoted(c);
            } else if (c == '<' && redirecting) {
                skipRedirection();
            } else {
                checkVariable(c);
            }
        }
        return new Span(start, at);
    }

    private void skipQuoted(char quote) {
        while (at < end) {
            char c = text.charAt(at++);
            if (c == quote) {
                return;
            }
            if (quote == '"') {
                if (c == escape) {
                    at = Math.min(at + 1, end);
                }
                checkVariable(c);
            }
        }
        balanced = false;
    }

    private void skipRedirection() {
        if (at < end && text.charAt(at) == '<') {
            at++;
            while (at < end && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
                at++;
            }
        }
    }

    /** Checks a variable's name and the character after it, without consuming them. */
    private void checkVariable(char dollar) {
        if (dollar == '$' && at < end && text.charAt(at) == '{') {
            int stop = ShellText.nameEnd(text, at + 1);
            boolean known = stop < end && "}:+-?#%/".indexOf(text.charAt(stop)) >= 0;
            balanced &= known && (stop > at + 1 || text.charAt(stop) != '}') && hasBraceAhead(stop);
        }
    }

    private boolean hasBraceAhead(int from) {
        // It is enough to find the last brace. Searching for it only once keeps the time linear for long lines.
        if (lastBrace == UNKNOWN) {
            lastBrace = text.lastIndexOf('}', end - 1);
        }
        return lastBrace >= from;
    }
}
