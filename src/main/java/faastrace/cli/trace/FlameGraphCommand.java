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

/** {@code faas-trace flamegraph}: where the time went. */
@Command(
        name = "flamegraph",
        description =
                "Writes a page that shows where the time went: a box for each function, as wide as its share of the"
                        + " samples, on top of the one that called it.",
        footer = {
            "",
            "Examples:",
            "  faas-trace flamegraph -o pi.html stacks/pi/*.perf.gz",
            "  faas-trace flamegraph --invocation 5b1f9f2c -o call.html stacks/pi/*.perf.gz",
            "  faas-trace flamegraph --format svg --icicle - < pi.folded > pi.svg"
        },
        mixinStandardHelpOptions = true)
public final class FlameGraphCommand extends TraceCommand {
    @Mixin
    private TraceNames traces;

    @Mixin
    private PictureOptions picture;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "html",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private PictureForm form;

    @Option(names = "--icicle", description = "In SVG, let callees hang below their callers.")
    private boolean icicle;

    @Option(
            names = "--weight",
            paramLabel = "WHAT",
            defaultValue = "samples",
            description = "What is counted, in svg and text: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Weight weight;

    /** The command, with the folder that paths begin at and what {@code -} reads. */
    public FlameGraphCommand(Path here, InputStream standardInput) {
        super(here, standardInput);
    }

    @Override
    public Integer call() {
        boolean page = form == PictureForm.html || form == PictureForm.json;
        Trace trace = read(traces.all(), page);
        Selection selection = page ? options.selectionOfAllEvents(trace) : options.selection(trace);
        String empty = sayIfEmpty(trace, selection);
        write(picture, form == PictureForm.text, out -> {
            switch (form) {
                case html ->
                    Page.flameGraph(picture.title(PictureTitles.of(trace, traces.all())), trace, selection, out);
                case json -> ProfileJson.write(trace, selection, out);
                case svg -> FlameGraph.of(trace, selection, weight, icicle).writeSvg(empty, out);
                case text -> FlameGraph.of(trace, selection, weight, icicle).writeText(out);
            }
        });
        return 0;
    }
}
