package faastrace.cli.trace;

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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code faas-trace heatmap}: shows when samples were taken, and what ran then. */
@Command(
        name = "heatmap",
        description = {
            "Write a page with a heat map: when samples were taken.",
            "Each second is a column. Select a time range to see its flame graph."
        },
        footer = {
            "",
            "The page needs only a browser.",
            "If there are several traces, they must be from one machine and from the same boot.",
            "",
            "Examples:",
            "  faas-trace heatmap -o pi.html stacks/pi/*.perf.gz",
            "  perf script | faas-trace heatmap --format text -"
        },
        mixinStandardHelpOptions = true)
public final class HeatMapCommand extends TimedCommand {
    private static final int MOST_ROWS = 1000;

    @Parameters(
            paramLabel = "TRACE",
            arity = "1..*",
            description =
                    "Output of perf script (may be gzipped), a folder of traces, or a collector's URL; - is standard"
                            + " input.")
    private List<String> traces;

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

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "50",
            description = "Rows to divide each second into, in formats other than html (default: ${DEFAULT-VALUE}).")
    private int rows;

    @Option(
            names = "--weight",
            paramLabel = "WHAT",
            defaultValue = "samples",
            description = "What to count, in formats other than html: ${COMPLETION-CANDIDATES}"
                    + " (default: ${DEFAULT-VALUE}).")
    private Weight weight;

    /** Creates the command. Relative paths start in the given folder, and {@code -} means the given input stream. */
    public HeatMapCommand(Path here, InputStream standardInput) {
        super(here, standardInput);
    }

    @Override
    public Integer call() {
        if (rows < 1 || rows > MOST_ROWS) {
            throw new Problem("--rows " + rows, "is out of bounds", "use 1 to " + MOST_ROWS);
        }
        TraceGroup group = readTimed(traces, choice, "use flamegraph, or run perf script again with -F +time");
        Trace trace = group.trace();
        Selection selection = form == PictureForm.html ? options.selectionOfAllEvents(trace) : options.selection(trace);
        String empty = sayIfEmpty(trace, selection);
        write(picture.file(), form == PictureForm.text, out -> {
            if (form == PictureForm.html) {
                Page.heatMap(picture.title(group.title()), trace, selection, out);
                return;
            }
            HeatMap map = HeatMap.of(trace, selection, rows, weight(weight));
            warnOfRest(map);
            switch (form) {
                case svg -> HeatMapText.svg(map, weight(weight), caption(picture, group, selection), empty, out);
                case text -> HeatMapText.letters(map, out);
                default -> map.write(out);
            }
        });
        return 0;
    }

    private void warnOfRest(HeatMap map) {
        if (map.behind() > 0) {
            say("warning: " + map.behind() + (map.behind() == 1 ? " sample is" : " samples are")
                    + " more than " + HeatMap.mostColumns(rows)
                    + " seconds after the first. Such samples are left out; use --from to show them.");
        }
        int shown = HeatMapText.shown(map);
        if (form != PictureForm.json && shown < map.cells().length) {
            say("warning: the picture ends after " + shown + " of " + map.cells().length
                    + " seconds; use --from to show the rest.");
        }
    }
}
