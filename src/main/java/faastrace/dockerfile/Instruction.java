package faastrace.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * One instruction and where it stands. Offsets count characters of the file's text; comments that lead an instruction
 * are no part of it, comments inside its continuations are.
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

    /** In upper case, whatever the file has. */
    public String keyword() {
        return parts.keyword();
    }

    /** Whether Docker knows the keyword. */
    public boolean isKnown() {
        return KNOWN.contains(keyword());
    }

    /** Whether the keyword is this one, given in upper case. */
    public boolean is(String upperCaseKeyword) {
        return keyword().equals(upperCaseKeyword);
    }

    /** Offset of the line it starts on. */
    public int start() {
        return start;
    }

    /** Offset behind its last line's end, here-documents included. */
    public int end() {
        return end;
    }

    /** 1-based line of its keyword. */
    public int line() {
        return source.lineOf(logical.offset(0));
    }

    /** What the file has from start to end. */
    public String raw() {
        return source.text().substring(start, end);
    }

    /** What follows keyword and flags, continuations joined by nothing, comment lines and here-documents left out. */
    public String arguments() {
        return logical.text().substring(parts.argumentsStart(), parts.argumentsEnd());
    }

    /** Offset of the first character of the arguments. */
    public int argumentsStart() {
        boolean none = parts.argumentsStart() == parts.argumentsEnd();
        return none ? argumentsEnd() : logical.offset(parts.argumentsStart());
    }

    /** Offset behind the last character of the arguments, before the line's end. */
    public int argumentsEnd() {
        return logical.offsetBehind(parts.argumentsEnd());
    }

    /** The arguments split at blanks, quotes taken as any other character. */
    public List<Word> words() {
        return words(WordSplitter.plain(logical.text(), parts.argumentsStart(), parts.argumentsEnd()));
    }

    /** The value of the first flag of that name (without dashes), unquoted; empty text for one without a value. */
    public Optional<String> flag(String name) {
        return flags(name).stream().findFirst();
    }

    /** The values of all flags of that name, which may be several for {@code mount}. */
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

    /** The strings of the JSON array form; empty for the shell form and for keywords that have no such form. */
    public Optional<List<String>> execForm() {
        return TAKING_ARRAYS.contains(keyword()) ? ExecForm.read(arguments()) : Optional.empty();
    }

    /** The keys and values of ENV, ARG and LABEL; none for other keywords. */
    public List<Assignment> assignments() {
        return ASSIGNING.contains(keyword()) ? new Assignments(source, logical, parts).read() : List.of();
    }

    /** How many assignments Docker would look for; more than {@link #assignments()} where one has no equals sign. */
    int toBeAssigned() {
        List<WordSplitter.Span> words =
                WordSplitter.quoted(logical.text(), parts.argumentsStart(), parts.argumentsEnd(), source.escape());
        boolean legacy = !words.isEmpty() && !words.get(0).of(logical.text()).contains("=");
        return legacy ? 1 : words.size();
    }

    /** What COPY and ADD take, here-documents left out; none for other keywords. */
    public List<String> sources() {
        List<String> all = copied();
        return all.isEmpty()
                ? all
                : all.subList(0, all.size() - 1).stream()
                        .filter(word -> heredocs.isEmpty() || !word.contains("<<"))
                        .toList();
    }

    /** Where COPY and ADD put it. */
    public Optional<String> destination() {
        List<String> all = copied();
        return all.size() < 2 ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /** The here-documents that belong to it. */
    public List<Heredoc> heredocs() {
        return heredocs;
    }

    /**
     * The offset of an escape character that ends the instruction because the file ends there. Whatever is appended
     * would become part of the instruction.
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
     * Where keyword, flags and arguments stand in the logical text.
     *
     * @param argumentsStart first character that is no blank
     * @param argumentsEnd behind the last character that is no blank
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
