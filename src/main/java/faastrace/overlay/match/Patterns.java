package faastrace.overlay.match;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the named groups of patterns. Java 17 has no method that returns their names. */
public final class Patterns {
    private static final Pattern GROUP = Pattern.compile("\\(\\?<([a-zA-Z][a-zA-Z0-9]*)>");
    private static final Map<String, List<String>> NAMES = new HashMap<>();

    private Patterns() {}

    /** The names of a pattern's groups, in order. */
    public static synchronized List<String> groupNames(Pattern pattern) {
        return NAMES.computeIfAbsent(
                pattern.pattern(),
                text -> GROUP.matcher(text)
                        .results()
                        .map(result -> result.group(1))
                        .distinct()
                        .toList());
    }

    /** The values of the named groups in a match. Groups that did not take part are left out. */
    public static Map<String, String> groups(Pattern pattern, Matcher match) {
        Map<String, String> groups = new LinkedHashMap<>();
        for (String name : groupNames(pattern)) {
            if (match.group(name) != null) {
                groups.put(name, match.group(name));
            }
        }
        return groups;
    }
}
