package faastrace.overlay.match;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** When an overlay applies: a closed set of predicates over a template's facts. */
public sealed interface Match {
    /** Whether any part of this condition can determine which file is the entry. */
    default boolean namesEntry() {
        if (this instanceof All all) {
            return all.parts().stream().anyMatch(Match::namesEntry);
        }
        if (this instanceof Any any) {
            return any.parts().stream().anyMatch(Match::namesEntry);
        }
        return this instanceof Entry
                || this instanceof FoundEntry
                || this instanceof Process process
                        && Patterns.groupNames(process.pattern()).contains("entry")
                || this instanceof Command command
                        && Patterns.groupNames(command.pattern()).contains("entry");
    }

    /** All of these conditions, in this order. Each can use the values that earlier conditions found. */
    record All(List<Match> parts) implements Match {}

    record Any(List<Match> parts) implements Match {}

    record Not(Match part) implements Match {}

    /** How the watchdog runs the function. */
    record Mode(List<String> modes) implements Match {}

    /**
     * The process that is forked or that serves requests. Named groups become values; the group {@code entry} names the
     * entry.
     */
    record Process(Pattern pattern) implements Match {}

    /** The template has this file, and it is the entry. */
    record Entry(String path) implements Match {}

    /** Exactly one file of the template has a path and a text that these patterns match, and it is the entry. */
    record FoundEntry(Pattern path, Pattern text) implements Match {}

    /** The template has this file. */
    record HasFile(String path) implements Match {}

    /** Files (or {@code entry}) and the pattern that each file's text must contain. */
    record Contains(Map<String, Pattern> patterns) implements Match {}

    /** The base image of the final stage, found by following the stages that it builds on. */
    record Image(Pattern pattern) implements Match {}

    /** An image that any stage of the Dockerfile is built on. */
    record StageImage(Pattern pattern) implements Match {}

    /** A RUN instruction in the stages that make up the final image. */
    record Run(Pattern pattern) implements Match {}

    /** A text that leads to the program: the image's command line, the process, and the scripts that they run. */
    record Start(Pattern pattern) implements Match {}

    /** The image's command line. */
    record Command(Pattern pattern) implements Match {}
}
