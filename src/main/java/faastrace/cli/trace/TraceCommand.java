package faastrace.cli.trace;

import static faastrace.cli.terminal.TerminalSafe.printable;

import faastrace.chart.Caption;
import faastrace.chart.NoSamples;
import faastrace.cli.terminal.Output;
import faastrace.problem.Problem;
import faastrace.source.TraceSource;
import faastrace.source.Wanted;
import faastrace.trace.Clocks;
import faastrace.trace.OffCpu;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import java.io.InputStream;
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
    private final List<TraceSource> inputs = new ArrayList<>();

    TraceCommand(Path here, InputStream standardInput) {
        this.here = here;
        this.standardInput = standardInput;
    }

    /** Which time the command shows. */
    OffCpu.Time time() {
        return OffCpu.Time.cpu;
    }

    /** A set of traces that were read as one, and its title. */
    record TraceGroup(Trace trace, String title, Optional<Instant> newest) {}

    /** Like {@link #read(List, TraceChoice, Wanted, boolean)}, for a command with one set of traces. */
    final TraceGroup read(List<String> names, TraceChoice choice, boolean samples) {
        return read(names, choice, choice.wanted(names), samples);
    }

    /** Reads all chosen traces into one. Keeps individual samples if {@code samples} is set. */
    final TraceGroup read(List<String> names, TraceChoice choice, Wanted wanted, boolean samples) {
        TraceFiles.requireOneStandardInput(names);
        List<TraceSource> sources = choice.find(here, standardInput, names, wanted);
        inputs.addAll(sources);
        Trace trace = options.read(new TraceFiles(spec.commandLine().getErr()), sources, samples, time());
        if (options.hasTimes()) {
            requireOneClock(trace, names);
        }
        Optional<Instant> newest =
                sources.stream().flatMap(source -> source.received().stream()).max(Comparator.naturalOrder());
        return new TraceGroup(trace, PictureTitles.of(trace, names, sources, wanted), newest);
    }

    /** The caption of an SVG image. If there are several traces, its date is that of the newest. */
    final Caption caption(PictureOptions picture, TraceGroup group, Selection selection) {
        return Caption.of(picture.title(group.title()), group.newest(), group.trace(), selection);
    }

    /** Reads individual samples with their times. If there are no times, throws a {@link Problem} with this cure. */
    final TraceGroup readTimed(List<String> names, TraceChoice choice, String cure) {
        TraceGroup group = read(names, choice, true);
        if (!group.trace().timed()) {
            throw new Problem(
                    String.join(", ", names),
                    "has no times: folded stacks never have times, and perf script prints them only if told to",
                    cure);
        }
        if (!options.hasTimes()) {
            requireOneClock(group.trace(), names);
        }
        return group;
    }

    /** Throws a {@link Problem} if times of the traces can't be compared. Warns if this is not known. */
    final void requireOneClock(Trace trace, List<String> names) {
        Clocks clocks = trace.timed() ? Clocks.of(trace.heads()) : Clocks.SAME;
        if (clocks == Clocks.DIFFERENT) {
            throw new Problem(
                    String.join(", ", names),
                    "the traces are from different machines or boots, so their times can't be compared",
                    "choose traces of one machine and boot, for example with --since and --until, or a single trace");
        }
        if (clocks == Clocks.UNKNOWN) {
            say("warning: the traces do not tell whether they are from one machine and the same boot. If they are not,"
                    + " their times can't be compared, and samples of different times are shown together.");
        }
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
