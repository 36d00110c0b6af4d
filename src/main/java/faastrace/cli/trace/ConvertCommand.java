package faastrace.cli.trace;

import faastrace.problem.Problem;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import faastrace.trace.Weight;
import faastrace.trace.write.FoldedStacks;
import faastrace.trace.write.PerfScriptWriter;
import faastrace.trace.write.PprofWriter;
import faastrace.trace.write.SpeedscopeWriter;
import java.io.InputStream;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code faas-trace convert}: converts traces for other viewers. */
@Command(
        name = "convert",
        customSynopsis = "faas-trace convert --format=FORMAT [OPTIONS] TRACE...",
        description = "Convert traces to the format of another viewer.",
        footer = {
            "",
            "Formats, and programs that read them:",
            "folded      flame-graph tools, Pyroscope",
            "speedscope  speedscope: one profile for each thread, in time order",
            "pprof       go tool pprof, Pyroscope, Parca; compressed with gzip",
            "perf        Firefox Profiler, FlameScope: perf script text in time order",
            "",
            "Examples:",
            "  faas-trace convert --format pprof -o pi.pb.gz stacks/pi/*.perf.gz",
            "  faas-trace convert --format perf --invocation 5b1f9f2c pi.perf.gz > call.perf"
        },
        mixinStandardHelpOptions = true)
public final class ConvertCommand extends TimedCommand {
    /** The output formats. */
    enum Form {
        folded,
        speedscope,
        pprof,
        perf
    }

    @Mixin
    private TraceNames traces;

    @Mixin
    private VersionChoice choice;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            required = true,
            description = "Output format: ${COMPLETION-CANDIDATES}.")
    private Form form;

    @Option(
            names = "--weight",
            paramLabel = "WHAT",
            defaultValue = "period",
            description = "What the formats folded and speedscope count: period (default), or samples.")
    private Weight weight;

    @Mixin
    private OutputFile file;

    /** Creates the command. Relative paths start in the given folder, and {@code -} means the given input stream. */
    public ConvertCommand(Path here, InputStream standardInput) {
        super(here, standardInput);
    }

    @Override
    public Integer call() {
        TraceGroup group = form == Form.perf
                ? readTimed(traces.all(), choice, "choose another format, or run perf script again with -F +time")
                : read(traces.all(), choice, form != Form.folded);
        Trace trace = group.trace();
        if (form == Form.speedscope && !options.hasTimes()) {
            requireOneClock(trace, traces.all());
        }
        if (form == Form.perf) {
            requireOneHead(trace);
        }
        Selection selection = form == Form.perf ? options.selectionOfAllEvents(trace) : options.selection(trace);
        sayIfEmpty(trace, selection);
        write(file, form != Form.pprof, out -> {
            switch (form) {
                case folded -> FoldedStacks.of(trace, selection, weight(weight)).print(out);
                case speedscope -> SpeedscopeWriter.write(trace, selection, weight(weight), out);
                case pprof -> PprofWriter.write(trace, selection, out);
                case perf -> PerfScriptWriter.write(trace, selection, out);
            }
        });
        return 0;
    }

    /** A file has one head only, and only samples of the same trace can belong to the invocations in it. */
    private void requireOneHead(Trace trace) {
        boolean hasHead = trace.heads().stream().anyMatch(head -> head.format() > 0);
        if (hasHead && trace.heads().size() > 1) {
            throw new Problem(
                    "--format perf",
                    "it can contain only one trace if the traces list their invocations",
                    "convert the traces one by one, or choose another format");
        }
    }
}
