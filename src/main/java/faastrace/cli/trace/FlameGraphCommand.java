package faastrace.cli.trace;

import faastrace.chart.FlameGraph;
import faastrace.chart.Page;
import faastrace.chart.ProfileJson;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import faastrace.trace.Weight;
import java.io.InputStream;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code faas-trace flamegraph}: shows which functions took the time. */
@Command(
        name = "flamegraph",
        description = {
            "Write a page with a flame graph: which functions took the time.",
            "Each function is a box on top of its caller, as wide as its share of samples."
        },
        footer = {
            "",
            "Examples:",
            "  faas-trace flamegraph -o pi.html stacks/pi/*.perf.gz",
            "  faas-trace flamegraph --invocation 5b1f9f2c -o call.html stacks/pi/*.perf.gz",
            "  faas-trace flamegraph --since 2h -o all.html http://127.0.0.1:4141/",
            "  faas-trace flamegraph --format svg --icicle - < pi.folded > pi.svg"
        },
        mixinStandardHelpOptions = true)
public final class FlameGraphCommand extends TimedCommand {
    @Mixin
    private TraceNames traces;

    @Mixin
    private VersionChoice choice;

    @Mixin
    private PictureOptions picture;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "html",
            description = "Output format: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private PictureForm form;

    @Option(names = "--icicle", description = "Draw callees below their callers (SVG only).")
    private boolean icicle;

    @Option(names = "--runtime-frames", description = "Show frames of interpreters and runtimes, too (svg and text).")
    private boolean runtimeFrames;

    @Option(
            names = "--weight",
            paramLabel = "WHAT",
            defaultValue = "samples",
            description = "What to count in the formats svg and text: ${COMPLETION-CANDIDATES}"
                    + " (default: ${DEFAULT-VALUE}).")
    private Weight weight;

    /** Creates the command. Relative paths start in the given folder, and {@code -} means the given input stream. */
    public FlameGraphCommand(Path here, InputStream standardInput) {
        super(here, standardInput);
    }

    @Override
    public Integer call() {
        boolean page = form == PictureForm.html || form == PictureForm.json;
        TraceGroup group = read(traces.all(), choice, page);
        Trace trace = group.trace();
        Selection selection = page ? options.selectionOfAllEvents(trace) : options.selection(trace);
        String empty = sayIfEmpty(trace, selection);
        write(picture.file(), form == PictureForm.text, out -> {
            switch (form) {
                case html -> Page.flameGraph(picture.title(group.title()), trace, selection, out);
                case json -> ProfileJson.write(trace, selection, out);
                case svg ->
                    FlameGraph.of(trace, selection, weight(weight), icicle, runtimeFrames)
                            .writeSvg(caption(picture, group, selection), empty, out);
                case text ->
                    FlameGraph.of(trace, selection, weight(weight), icicle, runtimeFrames)
                            .writeText(out);
            }
        });
        return 0;
    }
}
