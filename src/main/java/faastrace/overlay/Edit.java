package faastrace.overlay;

import faastrace.document.Value;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** One thing an overlay does to a file that the template has already. The set is closed and knows no language. */
public sealed interface Edit {
    /** The place in {@code overlay.yml}, for messages. */
    Value at();

    /** How often an edit may hit. */
    record Count(int least, int most) {
        /** The rule unless an overlay says otherwise. */
        public static final Count ONCE = new Count(1, 1);

        /** Whether an edit may match that often. */
        public boolean allows(int hits) {
            return hits >= least && hits <= most;
        }

        @Override
        public String toString() {
            return least == most ? String.valueOf(least) : least + ".." + most;
        }
    }

    /** Which part of a match the new text takes the place of, or which side of its lines it goes to. */
    enum Where {
        BEFORE,
        AFTER,
        REPLACE
    }

    /**
     * A change of the text of a file at an anchor.
     *
     * @param file a path in the template, or {@code entry}
     * @param where before or after the lines that the anchor matches, or in place of {@code group}
     * @param group the named group that is replaced
     * @param text what comes in, an overlay text with the anchor's own named groups as values
     */
    record AtAnchor(Value at, String file, Pattern anchor, Where where, String group, String text, Count count)
            implements Edit {}

    /** The same inside every instruction of one keyword. */
    record InInstruction(Value at, String keyword, Pattern anchor, String group, String text, Count count)
            implements Edit {}

    /**
     * Steps run as root in the image before anything of the function's own is copied.
     *
     * @param after instructions that must come first all the same, as keyword and arguments
     */
    record RootStep(Value at, Map<String, String> copies, List<String> run, List<Pattern> after) implements Edit {}

    /**
     * A stage of its own; what is made there goes into the image with the root step.
     *
     * @param base the image it is built on
     * @param copies from the build context into the stage
     * @param run the one command
     * @param takes from the stage into the image
     */
    record BuildStage(Value at, Base base, Map<String, String> copies, List<String> run, Map<String, String> takes)
            implements Edit {}

    /** What an added stage is built on. */
    sealed interface Base {
        /** The image of the first stage whose image matches. */
        record OfTemplate(Pattern image) implements Base {}

        /** An image that the overlay names, for the platform of the final image. */
        record Named(String image) implements Base {}
    }

    /** Environment variables of the final image; an empty value leaves the variable out. */
    record Environment(Value at, Map<String, String> variables) implements Edit {}

    /** Words put in front of the image's command. */
    record CommandPrefix(Value at, List<String> words) implements Edit {}

    /** Words put in front of the forked process, wherever {@code fprocess} is set. */
    record ProcessPrefix(Value at, String words) implements Edit {}
}
