package faastrace.overlay;

import faastrace.overlay.match.IgnoredText;
import faastrace.overlay.match.NamedPatterns;
import faastrace.overlay.match.OverlayFolder;
import faastrace.problem.Problem;
import faastrace.template.Facts;
import faastrace.template.TemplateFile;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A set of overlays, from which those for a template are chosen. */
public final class Overlays {
    private final SortedMap<String, OverlayFolder> folders;
    private final NamedPatterns patterns;
    private final SortedMap<String, Overlay> overlays = new TreeMap<>();

    /** @param read the overlays that have already been read, by name; the others are read here */
    private Overlays(SortedMap<String, OverlayFolder> folders, NamedPatterns patterns, Map<String, Overlay> read) {
        this.folders = folders;
        this.patterns = patterns;
        folders.forEach((name, folder) ->
                overlays.put(name, read.containsKey(name) ? read.get(name) : OverlayReader.read(folder, patterns)));
    }

    /** The overlays that come with faas-trace. */
    public static Overlays builtIn() {
        SortedMap<String, OverlayFolder> folders = new TreeMap<>();
        OverlayFolders.builtIn()
                .forEach((name, texts) -> folders.put(name, OverlayFolder.read(name, "built-in/" + name, texts, true)));
        return new Overlays(folders, NamedPatterns.NONE.with(folders.values()), Map.of());
    }

    /** Only the overlays of a folder. They may use the named patterns of the built-in overlays. */
    public static Overlays only(Path folder) {
        return new Overlays(new TreeMap<>(), builtIn().patterns, Map.of()).with(folder);
    }

    /** The built-in overlays, plus those of a folder if one is given. */
    public static Overlays builtInAnd(Optional<Path> folder) {
        return folder.map(builtIn()::with).orElseGet(Overlays::builtIn);
    }

    /**
     * These overlays plus those of a folder. An overlay in the folder replaces the existing overlay of the same name.
     * An existing overlay is also replaced if it had that name in an earlier version of faas-trace.
     *
     * @throws Problem with file, line and column of the first overlay that is not valid
     */
    public Overlays with(Path folder) {
        SortedMap<String, OverlayFolder> above = new TreeMap<>();
        OverlayFolders.in(folder)
                .forEach((name, texts) -> above.put(
                        name, OverlayFolder.read(name, folder.resolve(name).toString(), texts, false)));
        SortedMap<String, OverlayFolder> merged = new TreeMap<>(folders);
        overlays.values().stream()
                .filter(below -> below.formerNames().stream().anyMatch(above::containsKey))
                .forEach(below -> merged.remove(below.name()));
        merged.putAll(above);
        NamedPatterns all = patterns.with(above.values());
        Map<String, Overlay> unchanged = new HashMap<>(all.isSameAs(patterns) ? overlays : Map.of());
        unchanged.keySet().removeAll(above.keySet());
        return new Overlays(merged, all, unchanged);
    }

    /** All overlays, sorted by name. */
    public Collection<Overlay> all() {
        return Collections.unmodifiableCollection(overlays.values());
    }

    /** The overlay with that name; if there is none, the overlay that had this name in an earlier version. */
    public Optional<Overlay> named(String name) {
        return Optional.ofNullable(overlays.get(name))
                .or(() -> overlays.values().stream()
                        .filter(overlay -> overlay.formerNames().contains(name))
                        .findFirst());
    }

    /**
     * The facts, plus what the overlays know: the program, if the process is a launcher, and which parts of files are
     * comments.
     */
    public Facts interpreted(Facts facts) {
        Map<TemplateFile, String> known = new IdentityHashMap<>();
        return new Programs(overlays.values()).in(facts, file -> known.computeIfAbsent(file, this::code));
    }

    private String code(TemplateFile file) {
        String text = file.text();
        for (Overlay overlay : overlays.values()) {
            for (IgnoredText ignored : overlay.knowledge().ignored()) {
                text = ignored.blanked(file.path(), text);
            }
        }
        return text;
    }

    /**
     * Chooses the overlays for a template: the agent, exactly one distribution, at most one entry, any number of
     * runtimes.
     *
     * @param barred overlays that turned out not to fit this template, with the reason, by name
     * @throws Problem if two overlays of one kind match at the same priority
     */
    public ChosenOverlays select(Facts facts, Map<String, String> barred) {
        return new OverlayChoice(overlays.values(), facts, barred).make();
    }

    /** Why an overlay does not match a template, with the facts that were read; empty if it matches. */
    public static Optional<String> mismatch(Overlay overlay, Facts facts) {
        return Matching.failure(overlay, facts);
    }

    /** The level of a template that already contains its patch. */
    public Level level(Facts facts) {
        List<Overlay> entries = overlays.values().stream()
                .filter(overlay -> overlay.kind() == OverlayKind.ENTRY)
                .filter(overlay -> Matching.of(overlay, facts).isPresent())
                .toList();
        // If all variables of an overlay are set, the template was patched with it, even if a finer overlay matches.
        List<Overlay> marked = entries.stream()
                .filter(overlay -> hasItsVariables(overlay, facts))
                .toList();
        return best(OverlayKind.ENTRY, marked.isEmpty() ? entries : marked, facts)
                .map(Overlay::level)
                .orElse(Level.NONE);
    }

    private static boolean hasItsVariables(Overlay overlay, Facts facts) {
        Map<String, String> variables = new HashMap<>();
        for (Edit edit : overlay.edits()) {
            if (edit instanceof Edit.Environment environment) {
                variables.putAll(environment.variables());
            }
        }
        return !variables.isEmpty()
                && variables.entrySet().stream()
                        .allMatch(variable -> facts.variable(variable.getKey())
                                .filter(fact -> fact.value().equals(variable.getValue()))
                                .isPresent());
    }

    static Optional<Overlay> best(OverlayKind kind, List<Overlay> candidates, Facts facts) {
        int top = candidates.stream().mapToInt(Overlay::priority).max().orElse(0);
        List<Overlay> best =
                candidates.stream().filter(overlay -> overlay.priority() == top).toList();
        if (best.size() > 1) {
            List<String> names = best.stream().map(Overlay::name).toList();
            throw new Problem(
                    facts.template().name(),
                    "the " + kind.word() + " overlays " + String.join(" and ", names) + " match at the same priority",
                    "give one of them a higher priority, or a narrower match");
        }
        return best.stream().findFirst();
    }
}
