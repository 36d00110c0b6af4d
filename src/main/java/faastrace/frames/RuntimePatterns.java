package faastrace.frames;

import faastrace.document.RegularExpression;
import faastrace.document.Value;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The field {@code runtime} of an overlay: the frames of one interpreter or runtime.
 *
 * @param name the name of the runtime, as pictures show it
 * @param modules patterns for the files that contain the runtime's code
 * @param symbols patterns for functions of the runtime that are in other files, such as code generated at run time
 * @param sources patterns for the functions that the runtime runs; the group {@code module} is the function's source
 *     file, package or assembly
 */
public record RuntimePatterns(String name, List<Pattern> modules, List<Pattern> symbols, List<Pattern> sources) {
    private static final String GROUP = "module";

    /**
     * Reads the field.
     *
     * @throws faastrace.problem.Problem with file, line and column if the field is not valid
     */
    public static RuntimePatterns read(Value field) {
        field.allow("name", "modules", "symbols", "sources");
        List<Pattern> sources = patterns(field, "sources");
        for (Pattern source : sources) {
            if (!source.pattern().contains("(?<" + GROUP + ">")) {
                throw field.problem("'sources' has no group named '" + GROUP + "'", "add (?<" + GROUP + ">…) to it");
            }
        }
        return new RuntimePatterns(
                field.require("name").text(), patterns(field, "modules"), patterns(field, "symbols"), sources);
    }

    private static List<Pattern> patterns(Value field, String key) {
        return field.find(key)
                .map(value -> value.texts().stream()
                        .map(text -> RegularExpression.compile(text, 0, value))
                        .toList())
                .orElse(List.of());
    }

    /** Whether a function in this file is a part of the runtime. */
    boolean contains(String function, String file) {
        return modules.stream().anyMatch(pattern -> pattern.matcher(file).find())
                || symbols.stream()
                        .anyMatch(pattern -> pattern.matcher(function).find());
    }

    /** The module that the function's name contains; empty if the runtime does not name its functions like this. */
    Optional<String> module(String function) {
        return sources.stream()
                .map(pattern -> pattern.matcher(function))
                .filter(Matcher::find)
                .map(found -> found.group(GROUP))
                .findFirst();
    }
}
