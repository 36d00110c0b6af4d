package faastrace.cli;

import faastrace.problem.Problem;
import faastrace.trace.FoldedStacks;
import faastrace.trace.PerfScriptWriter;
import faastrace.trace.PprofWriter;
import faastrace.trace.Selection;
import faastrace.trace.SpeedscopeWriter;
import faastrace.trace.Trace;
import faastrace.trace.Weight;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code faas-trace convert}: traces for other viewers. */
@Command(
        name = "convert",
        description = "Writes traces in the form that another viewer reads.",
        footer = {
            "",
            "folded      flame-graph tools, Pyroscope",
            "speedscope  speedscope: a profile for each thread, in the order of time",
            "pprof       go tool pprof, Pyroscope, Parca; packed with gzip",
            "perf        the Firefox Profiler, FlameScope: perf script text in the order of time",
            "",
            "Examples:",
            "  faas-trace convert --format pprof -o pi.pb.gz stacks/pi/*.perf.gz",
            "  faas-trace convert --format perf --invocation 5b1f9f2c stacks/pi/*.perf.gz > call.perf"
        },
        mixinStandardHelpOptions = true)
final class ConvertCommand implements Callable<Integer> {
    /** What it can be. */
    enum Form {
        folded,
        speedscope,
        pprof,
        perf
    }

    @Parameters(
            paramLabel = "TRACE",
            arity = "1..*",
            description = "What perf script printed, or folded stacks, packed with gzip or not; - is standard input.")
    private List<String> traces;

    @Mixin
    private TraceOptions options;

    @Option(names = "--format", paramLabel = "FORMAT", required = true, description = "${COMPLETION-CANDIDATES}.")
    private Form form;

    @Option(
            names = "--weight",
            paramLabel = "WHAT",
            defaultValue = "samples",
            description = "What is counted, in folded and speedscope: ${COMPLETION-CANDIDATES}."
                    + " Default: ${DEFAULT-VALUE}.")
    private Weight weight;

    @Mixin
    private PictureOptions picture;

    @Spec
    private CommandSpec spec;

    private final Path here;
    private final InputStream standardInput;

    ConvertCommand(Path here, InputStream standardInput) {
        this.here = here;
        this.standardInput = standardInput;
    }

    @Override
    public Integer call() {
        TraceFiles files =
                new TraceFiles(here, standardInput, spec.commandLine().getErr());
        Trace trace = options.read(files, traces, form != Form.folded);
        if (form == Form.perf && !trace.timed()) {
            throw new Problem(traces.get(0), "folded stacks have no times", "choose another format, or name a trace");
        }
        Selection selection = options.selection(trace);
        picture.write(spec, here, form != Form.pprof, out -> {
            switch (form) {
                case folded -> FoldedStacks.of(trace, selection, weight).print(out);
                case speedscope -> SpeedscopeWriter.write(trace, selection, weight, out);
                case pprof -> PprofWriter.write(trace, selection, out);
                case perf -> PerfScriptWriter.write(trace, selection, out);
            }
        });
        return 0;
    }
}
