package faastrace.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * One instruction and its position. Offsets count characters of the file's text. Comments before an instruction are not
 * part of the instruction, but comments between its continued lines are.
 */
public final class Instruction {
    private static final Set<String> KNOWN = Set.of(
            "ADD",
            "ARG",
            "CMD",
            "COPY",
            "ENTRYPOINT",
            "ENV",
            "EXPOSE",
            "FROM",
            "HEALTHCHECK",
            "LABEL",
            "MAINTAINER",
            "ONBUILD",
            "RUN",
            "SHELL",
            "STOPSIGNAL",
            "USER",
            "VOLUME",
            "WORKDIR");
    private static final Set<String> TAKING_ARRAYS =
            Set.of("CMD", "ENTRYPOINT", "RUN", "SHELL", "COPY", "ADD", "VOLUME");
    private static final Set<String> ASSIGNING = Set.of("ENV", "ARG", "LABEL");

    private final DockerfileSource source;
    private final int start;
    private final int end;
    private final LogicalLine logical;
    private final Parts parts;
    private final List<Heredoc> heredocs;
    private final int danglingEscape;

    Instruction(
            DockerfileSource source,
            int start,
            int end,
            LogicalLine logical,
            List<Heredoc> heredocs,
            int danglingEscape) {
        this.source = source;
        this.start = start;
        this.end = end;
        this.logical = logical;
        this.parts = Parts.of(logical.text(), 0, source.escape());
        this.heredocs = List.copyOf(heredocs);
        this.danglingEscape = danglingEscape;
    }

    /** The keyword in upper case, whatever its case in the file. */
    public String keyword() {
        return parts.keyword();
    }

    /** Whether Docker knows the keyword. */
    public boolean isKnown() {
        return KNOWN.contains(keyword());
    }

    /** Whether the instruction has this keyword, which must be given in upper case. */
    public boolean is(String upperCaseKeyword) {
        return keyword().equals(upperCaseKeyword);
    }

    /** Offset of the start of the instruction's first line. */
    public int start() {
        return start;
    }

    /** Offset just after the instruction's last line and its line ending. The instruction includes here-documents. */
    public int end() {
        return end;
    }

    /** 1-based line of the keyword. */
    public int line() {
        return source.lineOf(logical.offset(0));
    }

    /** The original text from start to end. */
    public String raw() {
        return source.text().substring(start, end);
    }

    /**
     * The text after the keyword and flags. Continued lines are joined without a separator, and comment lines and
     * here-documents are left out.
     */
    public String arguments() {
        return logical.text().substring(parts.argumentsStart(), parts.argumentsEnd());
    }

    /** Offset of the first character of the arguments. */
    public int argumentsStart() {
        boolean none = parts.argumentsStart() == parts.argumentsEnd();
        return none ? argumentsEnd() : logical.offset(parts.argumentsStart());
    }

    /** Offset just after the last character of the arguments, before the line ending. */
    public int argumentsEnd() {
        return logical.offsetBehind(parts.argumentsEnd());
    }

    /** The arguments split at blanks, with quotes treated like any other character. */
    public List<Word> words() {
        return words(WordSplitter.plain(logical.text(), parts.argumentsStart(), parts.argumentsEnd()));
    }

    /**
     * The unquoted value of the first flag with this name (without dashes); an empty string if the flag has no value.
     */
    public Optional<String> flag(String name) {
        return flags(name).stream().findFirst();
    }

    /** The values of all flags with this name. A flag such as {@code mount} may occur several times. */
    public List<String> flags(String name) {
        List<String> values = new ArrayList<>();
        for (WordSplitter.Span span : parts.flags()) {
            String flag =
                    ShellText.unquote(span.of(logical.text()), source.escape()).substring(2);
            int equals = flag.indexOf('=');
            if ((equals < 0 ? flag : flag.substring(0, equals)).equals(name)) {
                values.add(equals < 0 ? "" : flag.substring(equals + 1));
            }
        }
        return values;
    }

    /** The strings of the JSON array form; empty for the shell form and for keywords without an array form. */
    public Optional<List<String>> execForm() {
        return TAKING_ARRAYS.contains(keyword()) ? ExecForm.read(arguments()) : Optional.empty();
    }

    /** The keys and values of ENV, ARG and LABEL; none for other keywords. */
    public List<Assignment> assignments() {
        return ASSIGNING.contains(keyword()) ? new Assignments(source, logical, parts).read() : List.of();
    }

    /**
     * The number of assignments that Docker expects. If an assignment has no equals sign, this is more than the number
     * of {@link #assignments()}.
     */
    int toBeAssigned() {
        List<WordSplitter.Span> words =
                WordSplitter.quoted(logical.text(), parts.argumentsStart(), parts.argumentsEnd(), source.escape());
        boolean legacy = !words.isEmpty() && !words.get(0).of(logical.text()).contains("=");
        return legacy ? 1 : words.size();
    }

    /** The sources of COPY or ADD, without here-documents; none for other keywords. */
    public List<String> sources() {
        List<String> all = copied();
        return all.isEmpty()
                ? all
                : all.subList(0, all.size() - 1).stream()
                        .filter(word -> heredocs.isEmpty() || !word.contains("<<"))
                        .toList();
    }

    /** The destination of COPY or ADD. */
    public Optional<String> destination() {
        List<String> all = copied();
        return all.size() < 2 ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /** The here-documents of this instruction. */
    public List<Heredoc> heredocs() {
        return heredocs;
    }

    /**
     * The offset of an escape character at the very end of the file, which continues this instruction onto a missing
     * line. Any text appended to the file would become part of the instruction.
     */
    public OptionalInt danglingEscape() {
        return danglingEscape < 0 ? OptionalInt.empty() : OptionalInt.of(danglingEscape);
    }

    private List<String> copied() {
        if (!is("COPY") && !is("ADD")) {
            return List.of();
        }
        return execForm().orElseGet(() -> words().stream().map(Word::text).toList());
    }

    private List<Word> words(List<WordSplitter.Span> spans) {
        return spans.stream()
                .map(span -> new Word(
                        span.of(logical.text()), logical.offset(span.start()), logical.offsetBehind(span.end())))
                .toList();
    }

    @Override
    public String toString() {
        return line() + ": " + keyword() + " " + arguments();
    }

    /**
     * The keyword, flags and arguments of a logical line, with their positions in the text of that line.
     *
     * @param argumentsStart index of the first non-blank character of the arguments
     * @param argumentsEnd index just after the last non-blank character of the arguments
     */
    record Parts(String keyword, List<WordSplitter.Span> flags, int argumentsStart, int argumentsEnd) {
        static Parts of(String text, int start, char escape) {
            int end = text.length();
            int first = WordSplitter.skipBlanks(text, start, end);
            while (end > first && WordSplitter.isBlank(text.charAt(end - 1))) {
                end--;
            }
            int keywordEnd = WordSplitter.skipWord(text, first, end);
            int at = WordSplitter.skipBlanks(text, keywordEnd, end);
            List<WordSplitter.Span> flags = new ArrayList<>();
            while (text.startsWith("--", at) && at + 2 <= end) {
                WordSplitter.Span flag = WordSplitter.next(text, at, end, escape);
                at = WordSplitter.skipBlanks(text, flag.end(), end);
                if (flag.end() - flag.start() == 2) {
                    break;
                }
                flags.add(flag);
            }
            String keyword = text.substring(first, keywordEnd).toUpperCase(Locale.ROOT);
            return new Parts(keyword, List.copyOf(flags), at, end);
        }
    }
}
