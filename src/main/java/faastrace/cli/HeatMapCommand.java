package faastrace.cli;

import faastrace.chart.HeatMap;
import faastrace.chart.HeatMapText;
import faastrace.chart.Page;
import faastrace.problem.Problem;
import faastrace.trace.Selection;
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

/** {@code faas-trace heatmap}: when samples were taken, and what ran then. */
@Command(
        name = "heatmap",
        description =
                "Writes a page that shows when samples were taken, a column for each second, and the flame graph of"
                        + " whatever range is chosen in it.",
        footer = {
            "",
            "The page needs a browser and nothing else. Several traces must be of one machine since it was started.",
            "",
            "Examples:",
            "  faas-trace heatmap -o pi.html stacks/pi/*.perf.gz",
            "  perf script | faas-trace heatmap --format text -"
        },
        mixinStandardHelpOptions = true)
final class HeatMapCommand implements Callable<Integer> {
    private static final int MOST_ROWS = 1000;

    /** What it can be. */
    enum Form {
        html,
        svg,
        text,
        json
    }

    @Parameters(
            paramLabel = "TRACE",
            arity = "1..*",
            description = "What perf script printed, packed with gzip or not; - is standard input.")
    private List<String> traces;

    @Mixin
    private TraceOptions options;

    @Mixin
    private PictureOptions picture;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "html",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Form form;

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "50",
            description = "Parts of a second, for other formats than html. Default: ${DEFAULT-VALUE}.")
    private int rows;

    @Option(
            names = "--weight",
            paramLabel = "WHAT",
            defaultValue = "samples",
            description = "What is counted, for other formats than html: ${COMPLETION-CANDIDATES}."
                    + " Default: ${DEFAULT-VALUE}.")
    private Weight weight;

    @Spec
    private CommandSpec spec;

    private final Path here;
    private final InputStream standardInput;

    HeatMapCommand(Path here, InputStream standardInput) {
        this.here = here;
        this.standardInput = standardInput;
    }

    @Override
    public Integer call() {
        if (rows < 1 || rows > MOST_ROWS) {
            throw new Problem("--rows " + rows, "is out of bounds", "use 1 to " + MOST_ROWS);
        }
        TraceFiles files =
                new TraceFiles(here, standardInput, spec.commandLine().getErr());
        Trace trace = options.read(files, traces, true);
        if (!trace.timed()) {
            throw new Problem(traces.get(0), "folded stacks have no times", "use flamegraph, or name a trace");
        }
        Selection selection = options.selection(trace);
        picture.write(spec, here, form == Form.text, out -> {
            if (form == Form.html) {
                Page.heatMap(picture.title(Titles.of(trace, traces)), trace, selection, out);
                return;
            }
            HeatMap map = HeatMap.of(trace, selection, rows, weight);
            switch (form) {
                case svg -> HeatMapText.svg(map, out);
                case text -> HeatMapText.letters(map, out);
                default -> map.write(out);
            }
        });
        return 0;
    }
}
