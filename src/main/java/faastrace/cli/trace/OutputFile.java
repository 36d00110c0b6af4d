package faastrace.cli.trace;

import faastrace.cli.terminal.Output;
import faastrace.cli.terminal.Terminals;
import faastrace.problem.Problem;
import faastrace.source.TraceSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The option for the output file of a command that reads traces. */
final class OutputFile {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write to this file instead of standard output.")
    private @Nullable String output;

    /** Whether the result goes to standard output. */
    boolean isStandardOutput() {
        return output == null || output.equals("-");
    }

    /**
     * Writes the result to the output file if there is one, otherwise to standard output. The output file must not be
     * one of the inputs.
     *
     * @param inputs the traces that were read
     * @param readable whether the output is text that people can read on a terminal
     */
    void write(CommandSpec spec, Path here, List<TraceSource> inputs, boolean readable, Output.Body body) {
        if (output != null && !output.equals("-")) {
            for (TraceSource input : inputs) {
                if (input.file().isPresent()) {
                    refuseSame(here, output, input.file().get());
                }
            }
            Output.write(here.resolve(output), body);
            return;
        }
        if (!readable && Terminals.isInteractive()) {
            throw new Problem("standard output", "is a terminal, which can't show this format", "name a file: -o FILE");
        }
        Output.print(spec.commandLine().getOut(), body);
    }

    /**
     * Rejects an output file that is also an input. The result can contain less data than the trace, and there may be no
     * other copy of the trace.
     */
    private static void refuseSame(Path here, String output, Path input) {
        Path to = here.resolve(output);
        try {
            if (Files.exists(to) && Files.isSameFile(to, input)) {
                throw new Problem("--output " + output, "is the trace itself", "name another file");
            }
        } catch (IOException e) {
            throw Problem.of(to, e);
        }
    }
}
