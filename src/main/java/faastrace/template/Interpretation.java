package faastrace.template;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What overlays know about a template's commands and files, and what a template's facts alone don't tell.
 *
 * @param program the program that the process launches; empty if the process is the program itself
 * @param start the texts that lead to the program, such as commands and shell scripts, without their comments
 * @param code returns the text of a file, in which comments and the like are replaced by spaces
 */
public record Interpretation(Optional<Fact> program, List<String> start, Function<TemplateFile, String> code) {
    /** No knowledge at all: the process is the program, and all of a file's text counts. */
    public static final Interpretation NONE = new Interpretation(Optional.empty(), List.of(), TemplateFile::text);

    public Interpretation {
        start = List.copyOf(start);
    }
}
