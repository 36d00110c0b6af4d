package faastrace.cli.trace;

import faastrace.cli.terminal.Output;
import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options for a picture's output file and title. */
final class PictureOptions {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write to this file instead of standard output.")
    private String output;

    @Option(
            names = "--title",
            paramLabel = "TEXT",
            description = "Title of the page (default: names of function and file).")
    private String title;

    /** The title from the command line, or this one. */
    String title(String otherwise) {
        return title == null ? otherwise : title;
    }

    /**
     * Writes the picture to the output file if there is one, otherwise to standard output. The output file must not be
     * one of the inputs.
     *
     * @param inputs the names of the traces that were read
     * @param readable whether the output is text that people can read on a terminal
     */
    void write(CommandSpec spec, Path here, List<String> inputs, boolean readable, Output.Body body) {
        if (output != null && !output.equals("-")) {
            inputs.forEach(input -> refuseSame(here, input));
            Output.write(here.resolve(output), body);
            return;
        }
        if (!readable && System.console() != null) {
            throw new Problem("standard output", "is a terminal, which can't show this format", "name a file: -o FILE");
        }
        Output.print(spec.commandLine().getOut(), body);
    }

    /** Rejects an output file that is an input: a picture has less data than the trace, which may be the only copy. */
    private void refuseSame(Path here, String input) {
        Path to = here.resolve(output);
        try {
            if (!input.equals("-") && Files.exists(to) && Files.isSameFile(to, here.resolve(input))) {
                throw new Problem("--output " + output, "is the trace itself", "name another file");
            }
        } catch (IOException e) {
            throw Problem.of(to, e);
        }
    }
}
