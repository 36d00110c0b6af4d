package faastrace.cli.trace;

import static faastrace.cli.terminal.TerminalSafe.printable;

import faastrace.chart.Differential;
import faastrace.chart.Page;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code faas-trace compare}: what one run spends its time on and another does not. */
@Command(
        name = "compare",
        description = "Writes a page that shows two traces as one flame graph, red where the second spends more of its"
                + " time, blue where it spends less. Each is taken as shares of its own samples.",
        footer = {
            "",
            "Examples:",
            "  faas-trace compare -o diff.html monday.perf.gz tuesday.perf.gz",
            "  faas-trace compare --format text xeon.perf i5.perf"
        },
        mixinStandardHelpOptions = true)
public final class CompareCommand extends TraceCommand {
    /** What it can be. */
    enum Form {
        html,
        text,
        json
    }

    @Parameters(index = "0", paramLabel = "BEFORE", description = "A trace, or folded stacks; - is standard input.")
    private String before;

    @Parameters(index = "1", paramLabel = "AFTER", description = "Another one.")
    private String after;

    @Mixin
    private PictureOptions picture;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "html",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Form form;

    /** The command, with the folder that paths begin at and what {@code -} reads. */
    public CompareCommand(Path here, InputStream standardInput) {
        super(here, standardInput);
    }

    @Override
    public Integer call() {
        Trace first = read(List.of(before), false);
        Trace second = read(List.of(after), false);
        Selection chosen = options.selection(first);
        Selection secondChosen = options.selection(second);
        sayIfEmpty(first, chosen);
        sayIfEmpty(second, secondChosen);
        warnOfDifferent(chosen.event(), secondChosen.event());
        Differential differential = Differential.of(first, chosen, second, secondChosen);
        List<String> titles =
                List.of(PictureTitles.of(first, List.of(before)), PictureTitles.of(second, List.of(after)));
        write(picture, form == Form.text, out -> {
            switch (form) {
                case html -> Page.comparison(picture.title(String.join(" \u2192 ", titles)), titles, differential, out);
                case json -> differential.write(titles, out);
                case text -> print(differential, out);
            }
        });
        return 0;
    }

    /** Shares of different events can be compared, as of machines with different counters, but mean different things. */
    private void warnOfDifferent(String event, String secondEvent) {
        boolean named = event != null && !event.isEmpty() && secondEvent != null && !secondEvent.isEmpty();
        if (named && !event.equals(secondEvent)) {
            say("warning: the traces count different events: " + printable(event) + " before, " + printable(secondEvent)
                    + " after.");
        }
    }

    private static void print(Differential differential, OutputStream out) throws IOException {
        StringBuilder text = new StringBuilder();
        if (!String.join("", differential.empty()).isEmpty()) {
            text.append("There is nothing to compare: a side has no samples.\n");
        } else if (differential.isEmpty()) {
            text.append("No difference.\n");
        } else {
            text.append("  change    before     after  function\n");
        }
        boolean both = String.join("", differential.empty()).isEmpty();
        for (Differential.Change change : both ? differential.changes() : List.<Differential.Change>of()) {
            text.append(String.format(
                    Locale.ROOT,
                    "%+7.2f %% %7.2f %% %7.2f %%  %s%n",
                    change.delta() * 100,
                    change.before() * 100,
                    change.after() * 100,
                    printable(change.function())));
        }
        out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
