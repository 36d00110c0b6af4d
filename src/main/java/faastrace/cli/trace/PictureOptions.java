package faastrace.cli.trace;

import faastrace.cli.terminal.Output;
import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
     * Writes it to the file named, which must be none of those it was made from, else to standard output.
     *
     * @param inputs the traces that were read, by name
     * @param readable whether people can read it on a terminal
     */
    void write(CommandSpec spec, Path here, List<String> inputs, boolean readable, Output.Body body) {
        if (output != null && !output.equals("-")) {
            inputs.forEach(input -> refuseSame(here, input));
            Output.write(here.resolve(output), body);
            return;
        }
        if (!readable && System.console() != null) {
            throw new Problem("standard output", "is a terminal, which can't show this", "name a file: -o FILE");
        }
        Output.print(spec.commandLine().getOut(), body);
    }

    /** A picture holds less than the trace, which may be the only one. */
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
