package faastrace.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Splits a Dockerfile into instructions in one pass over its lines. */
final class InstructionReader {
    private static final Set<String> TAKING_HEREDOCS = Set.of("RUN", "COPY", "ADD");

    private final DockerfileSource source;
    private final String text;
    private int at;

    InstructionReader(DockerfileSource source) {
        this.source = source;
        this.text = source.text();
    }

    List<Instruction> read() {
        List<Instruction> found = new ArrayList<>();
        at = Directives.textStart(text);
        while (at < text.length()) {
            if (isCommentOrBlank(at)) {
                at = source.lineEnd(at);
            } else {
                found.add(instruction());
            }
        }
        return found;
    }

    private Instruction instruction() {
        int start = at;
        LogicalLine logical = new LogicalLine();
        int escape = addLine(logical, firstInk(at));
        while (escape >= 0 && at < text.length()) {
            if (isCommentOrBlank(at)) {
                at = source.lineEnd(at);
            } else {
                escape = addLine(logical, at);
            }
        }
        List<Heredoc> heredocs = heredocs(logical.text());
        return new Instruction(source, start, at, logical, heredocs, escape);
    }

    /** Adds the line and moves past it. Returns the offset of the escape character that continues the line, or -1. */
    private int addLine(LogicalLine logical, int start) {
        int end = source.lineEnd(start);
        int ink = end;
        while (ink > start && " \t\r\n".indexOf(text.charAt(ink - 1)) >= 0) {
            ink--;
        }
        char escape = source.escape();
        boolean continued =
                ink > start && text.charAt(ink - 1) == escape && (ink - 2 < start || text.charAt(ink - 2) != escape);
        logical.add(text, start, continued ? ink - 1 : ink);
        at = end;
        return continued ? ink - 1 : -1;
    }

    private boolean isCommentOrBlank(int line) {
        int ink = firstInk(line);
        return ink == source.lineEnd(line) || text.charAt(ink) == '#';
    }

    private int firstInk(int line) {
        return WordSplitter.skipBlanks(text, line, source.lineEnd(line));
    }

    private List<Heredoc> heredocs(String logical) {
        if (!logical.contains("<<")) {
            return List.of();
        }
        Instruction.Parts parts = Instruction.Parts.of(logical, 0, source.escape());
        if (parts.keyword().equals("ONBUILD")) {
            parts = Instruction.Parts.of(logical, parts.argumentsStart(), source.escape());
        }
        String arguments = logical.substring(parts.argumentsStart(), parts.argumentsEnd());
        if (!TAKING_HEREDOCS.contains(parts.keyword())
                || ExecForm.read(arguments).isPresent()) {
            return List.of();
        }
        List<Heredoc> found = new ArrayList<>();
        // When Docker looks for delimiters, the escape character is a backslash, whatever the escape directive sets.
        for (WordSplitter.Span word : WordSplitter.redirecting(logical, 0, logical.length(), '\\')) {
            openedBy(word.of(logical), found);
        }
        return found;
    }

    /**
     * If the word opens a here-document, adds that here-document. Such a word consists of optional digits, two angle
     * brackets, an optional dash or blanks, and a delimiter.
     */
    private void openedBy(String word, List<Heredoc> found) {
        int brackets = 0;
        while (brackets < word.length() && Character.isDigit(word.charAt(brackets))) {
            brackets++;
        }
        if (!word.startsWith("<<", brackets)) {
            return;
        }
        boolean stripsTabs = word.startsWith("-", brackets + 2);
        String delimiter = word.substring(brackets + (stripsTabs ? 3 : 2)).strip();
        String name = ShellText.unquote(delimiter, '\\');
        if (!name.isEmpty() && delimiter.indexOf('<') < 0) {
            found.add(body(name, stripsTabs, name.equals(delimiter)));
        }
    }

    private Heredoc body(String name, boolean stripsTabs, boolean expands) {
        int start = at;
        while (at < text.length()) {
            int line = at;
            at = source.lineEnd(line);
            if (closes(line, at, name, stripsTabs)) {
                return new Heredoc(name, stripsTabs, expands, start, line, true);
            }
        }
        return new Heredoc(name, stripsTabs, expands, start, at, false);
    }

    private boolean closes(int line, int lineEnd, String name, boolean stripsTabs) {
        int start = line;
        while (stripsTabs && start < lineEnd && text.charAt(start) == '\t') {
            start++;
        }
        int end = lineEnd;
        while (end > start && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
            end--;
        }
        return end - start == name.length() && text.startsWith(name, start);
    }
}
