package faastrace.cli;

import faastrace.problem.Problem;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Where a picture goes, and its title. */
final class PictureOptions {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write there instead of to standard output.")
    private String output;

    @Option(names = "--title", paramLabel = "TEXT", description = "Instead of the function's and the file's name.")
    private String title;

    /** The title asked for, or this one. */
    String title(String otherwise) {
        return title == null ? otherwise : title;
    }

    /**
     * Writes it to the file named, else to standard output.
     *
     * @param readable whether people can read it on a terminal
     */
    void write(CommandSpec spec, Path here, boolean readable, Output.Body body) {
        if (output != null && !output.equals("-")) {
            Output.write(here.resolve(output), body);
            return;
        }
        if (!readable && System.console() != null) {
            throw new Problem("standard output", "is a terminal, which can't show this", "name a file: -o FILE");
        }
        Output.print(spec.commandLine().getOut(), body);
    }
}
