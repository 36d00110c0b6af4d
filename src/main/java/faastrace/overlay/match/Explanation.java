package faastrace.overlay.match;

import faastrace.template.Fact;
import faastrace.template.Facts;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Explains why a predicate does not hold: what was expected, and what was read instead. */
public final class Explanation {
    private final Facts facts;
    private final @Nullable String entry;

    /** @param entry the entry found so far, or null */
    public Explanation(Facts facts, @Nullable String entry) {
        this.facts = facts;
        this.entry = entry;
    }

    /** Why this predicate does not hold. It must not be {@code all}, {@code any} or {@code not}. */
    public String of(Match match) {
        if (match instanceof Match.Mode mode) {
            return "mode is " + read(facts.mode()) + ", not one of " + mode.modes();
        }
        if (match instanceof Match.Process process) {
            return missing("fprocess", process.pattern(), read(facts.program()));
        }
        if (match instanceof Match.Image image) {
            return missing("image", image.pattern(), read(facts.rootImage()));
        }
        if (match instanceof Match.StageImage stage) {
            return missing("stage", stage.pattern(), facts.stageImages().toString());
        }
        if (match instanceof Match.Command command) {
            return missing("command", command.pattern(), read(facts.commandLine()));
        }
        if (match instanceof Match.Start start) {
            return missing("start", start.pattern(), "the commands and scripts that start the program");
        }
        if (match instanceof Match.Run run) {
            return missing("run", run.pattern(), facts.runs().size() + " RUN instructions");
        }
        return ofFiles(match);
    }

    private String ofFiles(Match match) {
        if (match instanceof Match.Entry named) {
            return "there is no file " + named.path();
        }
        if (match instanceof Match.FoundEntry found) {
            return "not exactly one file has a path that matches '" + found.path() + "' and a text that matches '"
                    + found.text() + "'";
        }
        if (match instanceof Match.HasFile file) {
            return "there is no file " + file.path();
        }
        Match.Contains contains = (Match.Contains) match;
        StringBuilder text = new StringBuilder();
        contains.patterns().forEach((file, pattern) -> {
            String path = file.equals("entry") && entry != null ? entry : file;
            text.append(text.isEmpty() ? "" : ", ").append(missing("contains", pattern, path));
        });
        return text + (entry == null && contains.patterns().containsKey("entry") ? "; no entry is known here" : "");
    }

    private static String missing(String predicate, Object pattern, String where) {
        return predicate + " '" + pattern + "' is not found in " + where;
    }

    private static String read(Optional<Fact> fact) {
        return fact.map(Fact::toString).orElse("(not set)");
    }
}
