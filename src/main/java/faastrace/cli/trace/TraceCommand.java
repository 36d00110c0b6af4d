package faastrace.cli.trace;

import static faastrace.cli.terminal.TerminalSafe.printable;

import faastrace.chart.NoSamples;
import faastrace.cli.terminal.Output;
import faastrace.problem.Problem;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What all commands that read traces share: which samples count, and where traces come from. */
abstract class TraceCommand implements Callable<Integer> {
    /** Which samples count. */
    @Mixin
    protected TraceOptions options;

    @Spec
    private CommandSpec spec;

    private final Path here;
    private final InputStream standardInput;
    private final List<String> inputs = new ArrayList<>();

    TraceCommand(Path here, InputStream standardInput) {
        this.here = here;
        this.standardInput = standardInput;
    }

    /** Reads all of them together, each sample for itself if asked for. */
    final Trace read(List<String> names, boolean samples) {
        inputs.addAll(names);
        return options.read(
                new TraceFiles(here, standardInput, spec.commandLine().getErr()), names, samples);
    }

    /** Reads each sample with its time; a trace without times is a {@link Problem} with that cure. */
    final Trace readTimed(List<String> names, String cure) {
        Trace trace = read(names, true);
        if (!trace.timed()) {
            throw new Problem(
                    String.join(", ", names),
                    "there are no times: folded stacks have no times, and perf script prints them only with the field"
                            + " time",
                    cure);
        }
        return trace;
    }

    /** Writes to where the options say. */
    final void write(PictureOptions picture, boolean readable, Output.Body body) {
        picture.write(spec, here, inputs, readable, body);
    }

    /** Writes to standard output. */
    final void print(Output.Body body) {
        Output.print(spec.commandLine().getOut(), body);
    }

    /** Says on standard error why a picture is empty, if no sample is chosen. */
    final String sayIfEmpty(Trace trace, Selection selection) {
        String why = NoSamples.explain(trace, selection).orElse("");
        if (!why.isEmpty()) {
            say(printable(why));
        }
        return why;
    }

    /** Says it on standard error. */
    final void say(String line) {
        spec.commandLine().getErr().println(line);
    }
}
