package faastrace.overlay.match;

import faastrace.document.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads the {@code match} mapping of an overlay. */
public final class MatchReader {
    private final PatternReader patterns;

    /** @param patterns the reader for the patterns in the mapping */
    public MatchReader(PatternReader patterns) {
        this.patterns = patterns;
    }

    /**
     * Reads the condition in a mapping.
     *
     * @throws faastrace.problem.Problem if this is not a mapping, or contains an unknown condition
     */
    public Match read(Value mapping) {
        mapping.allow(
                "any",
                "all",
                "not",
                "mode",
                "fprocess",
                "entry",
                "file",
                "contains",
                "image",
                "stage",
                "run",
                "start",
                "command");
        List<Match> parts = new ArrayList<>();
        mapping.fields().forEach((key, value) -> parts.add(predicate(key, value)));
        return new Match.All(List.copyOf(parts));
    }

    private Match predicate(String key, Value value) {
        return switch (key) {
            case "any" -> new Match.Any(value.items().stream().map(this::read).toList());
            case "all" -> new Match.All(value.items().stream().map(this::read).toList());
            case "not" -> new Match.Not(read(value));
            case "mode" -> new Match.Mode(value.texts());
            case "fprocess" -> new Match.Process(patterns.read(value));
            case "entry" -> entry(value);
            case "file" -> new Match.HasFile(value.text());
            case "contains" -> new Match.Contains(byFile(value));
            case "image" -> new Match.Image(patterns.read(value));
            case "stage" -> new Match.StageImage(patterns.read(value));
            case "run" -> new Match.Run(patterns.read(value));
            case "start" -> new Match.Start(patterns.read(value));
            default -> new Match.Command(patterns.read(value));
        };
    }

    private Match entry(Value value) {
        if (!value.isMapping()) {
            return new Match.Entry(value.text());
        }
        value.allow("path", "contains");
        return new Match.FoundEntry(patterns.read(value.require("path")), patterns.read(value.require("contains")));
    }

    private Map<String, Pattern> byFile(Value mapping) {
        Map<String, Pattern> byFile = new LinkedHashMap<>();
        mapping.fields().forEach((file, value) -> byFile.put(file, patterns.read(value)));
        return byFile;
    }
}
