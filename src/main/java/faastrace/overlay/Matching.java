package faastrace.overlay;

import faastrace.overlay.match.BoundedText;
import faastrace.overlay.match.Explanation;
import faastrace.overlay.match.Match;
import faastrace.overlay.match.Patterns;
import faastrace.template.Fact;
import faastrace.template.Facts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks whether one overlay matches the facts of one template, and collects the values of named groups. */
final class Matching {
    /**
     * The text that may be copied from a template into rendered files. It has no characters that are special in a shell
     * or a programming language.
     */
    private static final Pattern SAFE = Pattern.compile("[\\w./:@+-]*");

    private final Facts facts;
    private final BoundedText.Looks looks = new BoundedText.Looks();
    private final Map<String, String> values = new HashMap<>();
    private String failure = "";

    private Matching(Facts facts) {
        this.facts = facts;
    }

    /** The values that the overlay's patterns found, or empty if the overlay does not match. */
    static Optional<Map<String, String>> of(Overlay overlay, Facts facts) {
        return values(overlay.match(), facts);
    }

    /** The values that the condition's patterns found, or empty if the condition is not true. */
    static Optional<Map<String, String>> values(Match match, Facts facts) {
        Matching matching = new Matching(facts);
        try {
            return matching.holds(match) ? Optional.of(Map.copyOf(matching.values)) : Optional.empty();
        } catch (BoundedText.TooManyLooks | StackOverflowError hostile) {
            return Optional.empty();
        }
    }

    /** Whether a condition outside an overlay's {@code match} holds, such as the condition of a caveat. */
    static boolean holds(Match match, Facts facts) {
        return values(match, facts).isPresent();
    }

    /** Why the overlay does not match, or empty if it does. */
    static Optional<String> failure(Overlay overlay, Facts facts) {
        Matching matching = new Matching(facts);
        try {
            return matching.holds(overlay.match()) ? Optional.empty() : Optional.of(matching.failure);
        } catch (BoundedText.TooManyLooks | StackOverflowError hostile) {
            return Optional.of("its patterns take too long on this template; simplify them");
        }
    }

    private boolean holds(Match match) {
        if (match instanceof Match.All all) {
            return all.parts().stream().allMatch(this::holds);
        }
        if (match instanceof Match.Any any) {
            boolean holds = any.parts().stream().anyMatch(this::holds);
            failure = holds
                    ? ""
                    : "none of the " + any.parts().size() + " conditions under 'any' holds; the last one: " + failure;
            return holds;
        }
        if (match instanceof Match.Not not) {
            boolean holds = holds(not.part());
            failure = holds ? "the condition under 'not' holds" : "";
            return !holds;
        }
        boolean holds = holdsOfFacts(match);
        if (!holds && failure.isEmpty()) {
            failure = new Explanation(facts, values.get("entry")).of(match);
        }
        return holds;
    }

    private boolean holdsOfFacts(Match match) {
        failure = "";
        if (match instanceof Match.Mode mode) {
            return facts.mode()
                    .filter(fact -> mode.modes().contains(fact.value()))
                    .isPresent();
        }
        if (match instanceof Match.Process process) {
            return finds(process.pattern(), facts.program());
        }
        if (match instanceof Match.Image image) {
            return finds(image.pattern(), facts.rootImage());
        }
        if (match instanceof Match.StageImage stage) {
            return facts.stageImages().stream().anyMatch(image -> finds(stage.pattern(), image));
        }
        if (match instanceof Match.Run run) {
            return facts.runs().stream().anyMatch(fact -> finds(run.pattern(), Optional.of(fact)));
        }
        if (match instanceof Match.Start start) {
            return facts.interpretation().start().stream().anyMatch(text -> finds(start.pattern(), text));
        }
        if (match instanceof Match.Command command) {
            return finds(command.pattern(), facts.commandLine());
        }
        return holdsOfFiles(match);
    }

    private boolean holdsOfFiles(Match match) {
        if (match instanceof Match.Entry entry) {
            return take("entry", entry.path())
                    && facts.contextFile(entry.path()).isPresent();
        }
        if (match instanceof Match.FoundEntry found) {
            List<String> paths = facts.contextPaths().stream()
                    .filter(path -> matches(found.path(), path))
                    .filter(path -> facts.contextFile(path)
                            .filter(file -> matches(found.text(), facts.code(file)))
                            .isPresent())
                    .toList();
            return paths.size() == 1 && take("entry", paths.get(0));
        }
        if (match instanceof Match.HasFile file) {
            return facts.contextFile(file.path()).isPresent();
        }
        Match.Contains contains = (Match.Contains) match;
        return contains.patterns().entrySet().stream().allMatch(e -> containsIn(e.getKey(), e.getValue()));
    }

    private boolean matches(Pattern pattern, String text) {
        return pattern.matcher(new BoundedText(text, looks)).find();
    }

    private boolean containsIn(String file, Pattern pattern) {
        String path = file.equals("entry") ? values.get("entry") : file;
        return path != null
                && facts.contextFile(path)
                        .map(facts::code)
                        .filter(text -> finds(pattern, text))
                        .isPresent();
    }

    private boolean finds(Pattern pattern, Optional<Fact> fact) {
        return fact.map(Fact::value).filter(text -> finds(pattern, text)).isPresent();
    }

    private boolean finds(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(new BoundedText(text, looks));
        return matcher.find()
                && Patterns.groups(pattern, matcher).entrySet().stream()
                        .allMatch(group -> take(group.getKey(), group.getValue()));
    }

    private boolean take(String name, String value) {
        String clean = name.equals("entry") ? value.replaceFirst("^(?:\\./)++", "") : value;
        values.put(name, clean);
        if (!SAFE.matcher(clean).matches()) {
            failure = "the group '" + name + "' matched '" + clean + "', but only letters, digits and _ . / : @ + - may"
                    + " be copied from a template into an overlay's texts";
            return false;
        }
        return true;
    }
}
