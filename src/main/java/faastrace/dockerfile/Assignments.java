package faastrace.dockerfile;

import java.util.ArrayList;
import java.util.List;

/** Reads the assignments of ENV, ARG and LABEL, including the old form without an equals sign. */
final class Assignments {
    private final DockerfileSource source;
    private final LogicalLine logical;
    private final Instruction.Parts parts;
    private final String text;

    Assignments(DockerfileSource source, LogicalLine logical, Instruction.Parts parts) {
        this.source = source;
        this.logical = logical;
        this.parts = parts;
        this.text = logical.text();
    }

    List<Assignment> read() {
        List<WordSplitter.Span> words =
                WordSplitter.quoted(text, parts.argumentsStart(), parts.argumentsEnd(), source.escape());
        boolean isArg = parts.keyword().equals("ARG");
        if (!isArg && !words.isEmpty() && !words.get(0).of(text).contains("=")) {
            return List.of(legacy());
        }
        List<Assignment> found = new ArrayList<>();
        for (WordSplitter.Span word : words) {
            int equals = equalsIn(word);
            if (equals < word.end()) {
                found.add(assignment(word.start(), equals, equals + 1, word.end()));
            } else if (isArg) {
                found.add(bare(word));
            }
        }
        return found;
    }

    /**
     * The index of the first equals sign in the word, or the word's end. The search stops at the word's end, so that
     * the total time is linear.
     */
    private int equalsIn(WordSplitter.Span word) {
        int at = word.start();
        while (at < word.end() && text.charAt(at) != '=') {
            at++;
        }
        return at;
    }

    /** Reads the old form, {@code ENV key rest of the line}. */
    private Assignment legacy() {
        int keyEnd = WordSplitter.skipWord(text, parts.argumentsStart(), parts.argumentsEnd());
        int value = WordSplitter.skipBlanks(text, keyEnd, parts.argumentsEnd());
        return assignment(parts.argumentsStart(), keyEnd, value, parts.argumentsEnd());
    }

    private Assignment assignment(int key, int keyEnd, int value, int valueEnd) {
        String written = text.substring(value, valueEnd);
        int end = logical.offsetBehind(valueEnd);
        return new Assignment(
                unquoted(text.substring(key, keyEnd)),
                unquoted(written),
                value == valueEnd ? end : logical.offset(value),
                end,
                source.lineOf(logical.offset(key)),
                written);
    }

    private Assignment bare(WordSplitter.Span word) {
        int end = logical.offsetBehind(word.end());
        int line = source.lineOf(logical.offset(word.start()));
        return new Assignment(unquoted(word.of(text)), "", end, end, line, null);
    }

    private String unquoted(String written) {
        return ShellText.unquote(written, source.escape());
    }
}
