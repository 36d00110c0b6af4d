package faastrace.overlay;

import faastrace.document.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads the {@code match} mapping of an overlay. */
final class MatchReader {
    private MatchReader() {}

    static Match read(Value mapping) {
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
                "command");
        List<Match> parts = new ArrayList<>();
        mapping.fields().forEach((key, value) -> parts.add(predicate(key, value)));
        return new Match.All(List.copyOf(parts));
    }

    private static Match predicate(String key, Value value) {
        return switch (key) {
            case "any" ->
                new Match.Any(value.items().stream().map(MatchReader::read).toList());
            case "all" ->
                new Match.All(value.items().stream().map(MatchReader::read).toList());
            case "not" -> new Match.Not(read(value));
            case "mode" -> new Match.Mode(value.texts());
            case "fprocess" -> new Match.Process(pattern(value));
            case "entry" -> new Match.Entry(value.text());
            case "file" -> new Match.HasFile(value.text());
            case "contains" -> new Match.Contains(patterns(value));
            case "image" -> new Match.Image(pattern(value));
            case "stage" -> new Match.StageImage(pattern(value));
            case "run" -> new Match.Run(pattern(value));
            default -> new Match.Command(pattern(value));
        };
    }

    private static Map<String, Pattern> patterns(Value mapping) {
        Map<String, Pattern> patterns = new LinkedHashMap<>();
        mapping.fields().forEach((file, value) -> patterns.put(file, pattern(value)));
        return patterns;
    }

    /** A regular expression in which ^ and $ stand for the ends of a line. */
    static Pattern pattern(Value value) {
        try {
            return Pattern.compile(value.text(), Pattern.MULTILINE);
        } catch (PatternSyntaxException e) {
            throw value.problem(
                    "not a regular expression: " + e.getDescription() + " near character " + e.getIndex(),
                    "mend it; in YAML, single quotes keep backslashes");
        } catch (StackOverflowError deep) {
            throw value.problem("this regular expression is nested too deeply", "make it simpler");
        }
    }
}
