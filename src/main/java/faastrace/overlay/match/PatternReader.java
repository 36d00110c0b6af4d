package faastrace.overlay.match;

import faastrace.document.RegularExpression;
import faastrace.document.Value;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the patterns of one overlay, and records which named patterns they use. */
public final class PatternReader {
    /** A reference to a named pattern. This syntax is not valid in Java; in Perl, it calls a named group. */
    private static final Pattern REFERENCE = Pattern.compile("\\(\\?&([a-z0-9-]{1,60})\\)");

    private final NamedPatterns named;
    private final SortedMap<String, String> used = new TreeMap<>();

    /** @param named the named patterns that a pattern can refer to */
    public PatternReader(NamedPatterns named) {
        this.named = named;
    }

    /**
     * Reads a regular expression. {@code ^} and {@code $} match at line ends; {@code (?&name)} refers to a named
     * pattern.
     */
    public Pattern read(Value value) {
        return compile(
                REFERENCE
                        .matcher(value.text())
                        .replaceAll(found -> Matcher.quoteReplacement(text(found.group(1), value))),
                value);
    }

    private String text(String name, Value at) {
        String text = named.named(name)
                .orElseThrow(() -> at.problem(
                        "no overlay has a pattern named '" + name + "'",
                        "correct the name, or add a pattern of that name under 'patterns'"));
        used.put(name, text);
        return text;
    }

    /** The named patterns that have been used so far, with their regular expressions. */
    public SortedMap<String, String> used() {
        return Collections.unmodifiableSortedMap(used);
    }

    static Pattern compile(String text, Value at) {
        return RegularExpression.compile(text, Pattern.MULTILINE, at);
    }
}
