package faastrace.overlay;

import faastrace.document.Value;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One change that an overlay makes to a file of the template. The kinds of edits are fixed, and none depends on a
 * programming language.
 */
public sealed interface Edit {
    /** The place in {@code overlay.yml}, for messages. */
    Value at();

    /** How many matches the anchor of an edit must have. */
    record Count(int least, int most) {
        /** The default: exactly once. */
        public static final Count ONCE = new Count(1, 1);

        /** Whether this number of matches is allowed. */
        public boolean allows(int hits) {
            return hits >= least && hits <= most;
        }

        @Override
        public String toString() {
            return least == most ? String.valueOf(least) : least + ".." + most;
        }
    }

    /** Where the new text goes: before or after the matched lines, or in place of a group. */
    enum Where {
        BEFORE,
        AFTER,
        REPLACE
    }

    /**
     * A change to the text of a file at an anchor.
     *
     * @param file a path in the template, or {@code entry}
     * @param where before or after the lines that the anchor matches, or in place of {@code group}
     * @param group the named group that is replaced; null if nothing is replaced
     * @param text the new text, an overlay text that can use the named groups of the anchor
     */
    record AtAnchor(
            Value at,
            String file,
            Pattern anchor,
            Where where,
            @Nullable String group,
            String text,
            Count count) implements Edit {}

    /** A change at an anchor inside every instruction with this keyword. */
    record InInstruction(Value at, String keyword, Pattern anchor, String group, String text, Count count)
            implements Edit {}

    /**
     * Steps that run as root in the image, before any of the function's own files are copied.
     *
     * @param after patterns of instructions (keyword and arguments) that must come before these steps, even if such an
     *     instruction uses the function's own files
     */
    record RootStep(Value at, Map<String, String> copies, List<String> run, List<Pattern> after) implements Edit {}

    /**
     * An additional build stage. The root step copies its results into the image.
     *
     * @param base the image that the stage is built on
     * @param copies what is copied from the build context into the stage
     * @param run the one command that the stage runs
     * @param takes what is copied from the stage into the image
     */
    record BuildStage(Value at, Base base, Map<String, String> copies, List<String> run, Map<String, String> takes)
            implements Edit {}

    /**
     * Steps that run as root in each stage that compiles the function, right before its first RUN that the pattern
     * matches.
     */
    record StageStep(Value at, Map<String, String> copies, List<String> run, Pattern before) implements Edit {}

    /** The image that an added stage is built on. */
    sealed interface Base {
        /** The image of the first stage whose image matches the pattern. */
        record OfTemplate(Pattern image) implements Base {}

        /** An image that the overlay names, for the platform of the final image. */
        record Named(String image) implements Base {}
    }

    /** Environment variables of the final image; an empty value leaves the variable out. */
    record Environment(Value at, Map<String, String> variables) implements Edit {}

    /** Build arguments that become environment variables of the final image; without a value, the variable is empty. */
    record BuildArguments(Value at, List<String> names) implements Edit {}

    /** Words to put in front of the image's command. */
    record CommandPrefix(Value at, List<String> words) implements Edit {}

    /** Words to put in front of the forked process, wherever {@code fprocess} is set. */
    record ProcessPrefix(Value at, String words) implements Edit {}
}
