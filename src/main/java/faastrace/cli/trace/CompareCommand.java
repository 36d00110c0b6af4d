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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code faas-trace compare}: shows how two traces differ. */
@Command(
        name = "compare",
        description = {
            "Write a page that compares two traces in one flame graph.",
            "A function is red if its share of samples grew, and blue if it shrank."
        },
        footer = {
            "",
            "Examples:",
            "  faas-trace compare -o diff.html monday.perf.gz tuesday.perf.gz",
            "  faas-trace compare --format text xeon.perf i5.perf"
        },
        mixinStandardHelpOptions = true)
public final class CompareCommand extends TraceCommand {
    /** The output formats. */
    enum Form {
        html,
        text,
        json
    }

    @Parameters(index = "0", paramLabel = "BEFORE", description = "First trace, or folded stacks; - is standard input.")
    private String before;

    @Parameters(index = "1", paramLabel = "AFTER", description = "Second trace, to compare with the first.")
    private String after;

    @Mixin
    private PictureOptions picture;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "html",
            description = "Output format: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Form form;

    /** Creates the command. Relative paths start in the given folder, and {@code -} means the given input stream. */
    public CompareCommand(Path here, InputStream standardInput) {
        super(here, standardInput);
    }

    @Override
    public Integer call() {
        TraceFiles.requireOneStandardInput(List.of(before, after));
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
        write(picture.file(), form == Form.text, out -> {
            switch (form) {
                case html -> Page.comparison(picture.title(String.join(" \u2192 ", titles)), titles, differential, out);
                case json -> differential.write(titles, out);
                case text -> print(differential, out);
            }
        });
        return 0;
    }

    /**
     * Warns if the traces count different events. The shares of different events can be compared, but they mean
     * different things.
     */
    private void warnOfDifferent(@Nullable String event, @Nullable String secondEvent) {
        if (event != null
                && !event.isEmpty()
                && secondEvent != null
                && !secondEvent.isEmpty()
                && !event.equals(secondEvent)) {
            say("warning: the traces count different events: " + printable(event) + " before, " + printable(secondEvent)
                    + " after.");
        }
    }

    private static void print(Differential differential, OutputStream out) throws IOException {
        StringBuilder text = new StringBuilder();
        if (!String.join("", differential.empty()).isEmpty()) {
            text.append("There is nothing to compare: one of the traces has no samples.\n");
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
