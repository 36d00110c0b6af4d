package faastrace.cli.trace;

import static faastrace.cli.terminal.TerminalSafe.printable;

import faastrace.chart.Caption;
import faastrace.chart.NoSamples;
import faastrace.cli.terminal.Output;
import faastrace.problem.Problem;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The base of all commands that read traces: reads the input and selects samples. */
abstract class TraceCommand implements Callable<Integer> {
    /** The options that select samples. */
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

    /** Reads all traces into one. Keeps individual samples if {@code samples} is set. */
    final Trace read(List<String> names, boolean samples) {
        inputs.addAll(names);
        TraceFiles.requireOneStandardInput(inputs);
        return options.read(
                new TraceFiles(here, standardInput, spec.commandLine().getErr()), names, samples);
    }

    /** Reads a trace, or all traces in a folder, into one. */
    final Trace readSet(String name) {
        TraceFiles files =
                new TraceFiles(here, standardInput, spec.commandLine().getErr());
        List<String> names = new TraceSet(here).names(name);
        inputs.addAll(names);
        return options.read(names.equals(List.of(name)) ? files : files.ofSet(), names, false);
    }

    /** The caption of an SVG image. If there are several files, its date is that of the newest. */
    final Caption caption(PictureOptions picture, Trace trace, List<String> names, Selection selection) {
        Optional<Instant> newest = names.stream()
                .filter(name -> !name.equals("-"))
                .flatMap(name -> modified(here.resolve(name)).stream())
                .max(Comparator.naturalOrder());
        return Caption.of(picture.title(PictureTitles.of(trace, names)), newest, trace, selection);
    }

    private static Optional<Instant> modified(Path file) {
        try {
            return Optional.of(Files.getLastModifiedTime(file).toInstant());
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** Reads individual samples with their times. If there are no times, throws a {@link Problem} with this cure. */
    final Trace readTimed(List<String> names, String cure) {
        Trace trace = read(names, true);
        if (!trace.timed()) {
            throw new Problem(
                    String.join(", ", names),
                    "has no times: folded stacks never have times, and perf script prints them only if told to",
                    cure);
        }
        return trace;
    }

    /** Writes to the output that the options name. */
    final void write(OutputFile file, boolean readable, Output.Body body) {
        file.write(spec, here, inputs, readable, body);
    }

    /** Writes to standard output. */
    final void print(Output.Body body) {
        Output.print(spec.commandLine().getOut(), body);
    }

    /** If no sample is selected, prints the reason on standard error. Returns this reason; empty if there is none. */
    final String sayIfEmpty(Trace trace, Selection selection) {
        String why = NoSamples.explain(trace, selection).orElse("");
        if (!why.isEmpty()) {
            say(printable(why));
        }
        return why;
    }

    /** Prints a line on standard error. */
    final void say(String line) {
        spec.commandLine().getErr().println(line);
    }
}
