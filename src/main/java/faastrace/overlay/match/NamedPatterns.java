package faastrace.overlay.match;

import faastrace.document.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Patterns by name, which all overlays can use. Several overlays may define the same name. Each adds alternatives, so
 * no overlay has to know the others.
 */
public final class NamedPatterns {
    /** No patterns at all. */
    public static final NamedPatterns NONE = new NamedPatterns(new TreeMap<>());

    private static final String KEY = "patterns";
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,50}");

    /** Name → overlay → alternatives. */
    private final SortedMap<String, SortedMap<String, List<String>>> patterns;

    private NamedPatterns(SortedMap<String, SortedMap<String, List<String>>> patterns) {
        this.patterns = patterns;
    }

    /**
     * These patterns plus those that the overlays define. If an overlay of the same name has already defined a pattern,
     * the new definition replaces the earlier one. Patterns that the new overlay does not define are kept. So the other
     * overlays find all their patterns even if the new overlay is an old, modified copy.
     */
    public NamedPatterns with(Collection<OverlayFolder> folders) {
        SortedMap<String, SortedMap<String, List<String>>> all = new TreeMap<>();
        patterns.forEach((name, byOverlay) -> all.put(name, new TreeMap<>(byOverlay)));
        for (OverlayFolder folder : folders) {
            read(folder.root())
                    .forEach((name, alternatives) ->
                            all.computeIfAbsent(name, n -> new TreeMap<>()).put(folder.name(), alternatives));
        }
        return new NamedPatterns(all);
    }

    private static Map<String, List<String>> read(Value root) {
        Map<String, List<String>> read = new TreeMap<>();
        root.find(KEY).map(Value::fields).orElse(Map.of()).forEach((name, value) -> {
            if (!NAME.matcher(name).matches()) {
                throw value.problem("'" + name + "' is not a pattern name", "use lower-case letters, digits and -");
            }
            value.texts().forEach(text -> PatternReader.compile(text, value));
            read.put(name, value.texts());
        });
        return read;
    }

    /** The regular expression that the name stands for. */
    public Optional<String> named(String name) {
        return Optional.ofNullable(patterns.get(name)).map(byOverlay -> {
            List<String> alternatives = new ArrayList<>();
            byOverlay.values().forEach(alternatives::addAll);
            return "(?:" + String.join("|", alternatives) + ")";
        });
    }

    /** Whether both have the same patterns under the same names. */
    public boolean isSameAs(NamedPatterns other) {
        return patterns.equals(other.patterns);
    }
}
