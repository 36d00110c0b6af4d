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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
public final class HeatMapCommand extends TraceCommand {
    private static final int MOST_ROWS = 1000;

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

    /** The command, with the folder that paths begin at and what {@code -} reads. */
    public HeatMapCommand(Path here, InputStream standardInput) {
        super(here, standardInput);
    }

    @Override
    public Integer call() {
        if (rows < 1 || rows > MOST_ROWS) {
            throw new Problem("--rows " + rows, "is out of bounds", "use 1 to " + MOST_ROWS);
        }
        Trace trace = readTimed(traces.all(), "use flamegraph, or print the trace again with perf script -F +time");
        Selection selection = form == PictureForm.html ? options.selectionOfAllEvents(trace) : options.selection(trace);
        String empty = sayIfEmpty(trace, selection);
        write(picture, form == PictureForm.text, out -> {
            if (form == PictureForm.html) {
                Page.heatMap(picture.title(PictureTitles.of(trace, traces.all())), trace, selection, out);
                return;
            }
            HeatMap map = HeatMap.of(trace, selection, rows, weight);
            warnOfRest(map);
            switch (form) {
                case svg -> HeatMapText.svg(map, empty, out);
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
                    + " seconds after the first, and left out; --from shows them.");
        }
        int shown = HeatMapText.shown(map);
        if (form != PictureForm.json && shown < map.cells().length) {
            say("warning: the picture ends after " + shown + " of " + map.cells().length
                    + " seconds; --from shows the rest.");
        }
    }
}
