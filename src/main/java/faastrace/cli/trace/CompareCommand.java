package faastrace.cli.trace;

import static faastrace.cli.terminal.TerminalSafe.printable;

import faastrace.chart.Differential;
import faastrace.chart.Page;
import faastrace.cli.terminal.ExitCodes;
import faastrace.problem.Problem;
import faastrace.source.Sources;
import faastrace.source.Wanted;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import faastrace.trace.call.Measure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code faas-trace compare}: shows how two traces differ, and can fail if invocations became slower. */
@Command(
        name = "compare",
        description = {
            "Compare two traces: which functions became slower or faster.",
            "If both traces list their invocations, the CPU time per invocation is compared, otherwise shares of"
                    + " samples."
        },
        footer = {
            "",
            "In a folder and the folders in it, all files whose names end in .perf or .perf.gz are read.",
            "",
            "Examples:",
            "  faas-trace compare -o diff.html monday.perf.gz tuesday.perf.gz",
            "  faas-trace compare --format text xeon.perf i5.perf",
            "  faas-trace compare --fail-above 10%% before/ after/",
            "  faas-trace compare --function pi --before-version v1 --after-version v2 stacks",
            "  faas-trace compare --token-file token before/ https://traces.example.com/"
        },
        mixinStandardHelpOptions = true)
public final class CompareCommand extends TraceCommand {
    /** The output formats. */
    enum Form {
        html,
        svg,
        text,
        json,
        markdown,
        github
    }

    @Parameters(
            index = "0",
            paramLabel = "BEFORE",
            description = "First trace, folded stacks, a folder of traces, or a collector's URL; - is standard input.")
    private String before;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "AFTER",
            description = "Second trace, folder or URL (default: BEFORE, if two versions are given).")
    private @Nullable String after;

    @Mixin
    private TraceChoice choice;

    @Option(
            names = "--before-version",
            paramLabel = "VERSION",
            description = "In BEFORE, only traces of this version of the function.")
    private @Nullable String beforeVersion;

    @Option(
            names = "--after-version",
            paramLabel = "VERSION",
            description = "In AFTER, only traces of this version of the function.")
    private @Nullable String afterVersion;

    @Mixin
    private PictureOptions picture;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "Format: ${COMPLETION-CANDIDATES} (default: html; text if --fail-above has no -o).")
    private @Nullable Form form;

    @Option(names = "--shares", description = "Compare shares of samples instead of the time per invocation.")
    private boolean shares;

    @Option(
            names = "--fail-above",
            paramLabel = "PERCENT",
            description =
                    "Exit with 1 if the time per invocation grew by more than this (such as 10%%), and significantly.")
    private @Nullable String failAbove;

    @Option(
            names = "--measure",
            paramLabel = "WHAT",
            defaultValue = "cpu",
            description = "Time that --fail-above checks: cpu, or duration (from start to end)."
                    + " Default: ${DEFAULT-VALUE}.")
    private Measure measure;

    /** Creates the command. Relative paths start in the given folder, and {@code -} means the given input stream. */
    public CompareCommand(Path here, InputStream standardInput) {
        super(here, standardInput);
    }

    @Override
    public Integer call() {
        Gate gate = failAbove == null ? null : Gate.of(failAbove, measure);
        String other = after == null ? versionsOfOne() : after;
        TraceFiles.requireOneStandardInput(List.of(before, other));
        Wanted wanted = choice.wanted(List.of(before, other));
        TraceGroup group = read(List.of(before), choice, of(wanted, beforeVersion), false);
        TraceGroup otherGroup = read(List.of(other), choice, of(wanted, afterVersion), false);
        Trace first = group.trace();
        Trace second = otherGroup.trace();
        List<Selection> selections = options.selections(first, second);
        Selection chosen = selections.get(0);
        Selection secondChosen = selections.get(1);
        sayIfOneSided(chosen, secondChosen);
        sayIfEmpty(first, chosen);
        sayIfEmpty(second, secondChosen);
        warnOfDifferent(chosen.event(), secondChosen.event());
        warnOfDifferentFunctions(first, second);
        Differential differential = Differential.of(first, chosen, second, secondChosen, shares);
        Gate.Checked checked = gate == null ? null : gate.check(differential.calls());
        List<String> titles = List.of(group.title(), otherGroup.title());
        Form chosenForm = form(gate);
        write(
                picture.file(),
                chosenForm != Form.html && chosenForm != Form.json,
                out -> print(chosenForm, titles, differential, gate, checked, out));
        return gate != null && checked != null ? verdict(gate, checked, differential, chosenForm) : 0;
    }

    /** The operand for both versions. Throws a {@link Problem} if the command line does not name two of them. */
    private String versionsOfOne() {
        if (beforeVersion != null && beforeVersion.equals(afterVersion)) {
            throw new Problem(
                    "--after-version " + afterVersion, "is also the version before", "name two different versions");
        }
        if (beforeVersion == null || afterVersion == null) {
            throw new Problem(
                    before,
                    "there is nothing to compare it with",
                    "name a second trace or folder, or two versions of the function: --before-version and"
                            + " --after-version");
        }
        if (before.equals(Sources.STANDARD_INPUT)) {
            throw new Problem(before, "standard input is a single trace", "name a folder or a URL");
        }
        return before;
    }

    private static Wanted of(Wanted wanted, @Nullable String version) {
        return version == null ? wanted : wanted.ofVersion(version);
    }

    private Form form(@Nullable Gate gate) {
        return form != null ? form : gate != null && picture.isDefault() ? Form.text : Form.html;
    }

    private void print(
            Form chosenForm,
            List<String> titles,
            Differential differential,
            @Nullable Gate gate,
            Gate.@Nullable Checked checked,
            OutputStream out)
            throws IOException {
        switch (chosenForm) {
            case html -> Page.comparison(picture.title(String.join(" \u2192 ", titles)), titles, differential, out);
            case svg -> differential.writeSvg(titles, out);
            case json -> differential.write(titles, out);
            case text -> print(ComparisonText.of(differential, measure, checked), out);
            case markdown -> print(ComparisonMarkdown.of(titles, differential, gate, checked), out);
            case github -> {
                if (gate != null && checked != null) {
                    print(ComparisonAnnotation.github(gate, checked, differential.calls()), out);
                }
            }
        }
    }

    private static void print(String text, OutputStream out) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Prints the verdict on standard error, so that it can't get mixed up with the result. Returns the exit code. */
    private int verdict(Gate gate, Gate.Checked checked, Differential differential, Form chosenForm) {
        say(ComparisonAnnotation.verdict(gate, checked));
        if (gate.fails(checked) && chosenForm != Form.text) {
            ComparisonAnnotation.grown(differential.calls()).forEach(line -> say("  " + printable(line)));
        }
        return gate.fails(checked) ? ExitCodes.FOUND : 0;
    }

    /** Reports that the wanted invocation is only in one of the traces. */
    private void sayIfOneSided(Selection chosen, Selection secondChosen) {
        if ((chosen.invocation() == null) != (secondChosen.invocation() == null)) {
            say(
                    chosen.invocation() != null
                            ? "Only BEFORE contains the invocation. It is compared with all invocations of AFTER."
                            : "Only AFTER contains the invocation. All invocations of BEFORE are compared with it.");
        }
    }

    /**
     * Warns if the traces count different events. The shares of different events can be compared, but they mean
     * different things.
     */
    private void warnOfDifferentFunctions(Trace first, Trace second) {
        Set<String> functions = functions(first);
        Set<String> others = functions(second);
        if (!functions.isEmpty() && !others.isEmpty() && !functions.equals(others)) {
            say("warning: the traces are of different functions: " + printable(String.join(", ", functions))
                    + " before, " + printable(String.join(", ", others)) + " after.");
        }
    }

    private static Set<String> functions(Trace trace) {
        return trace.heads().stream()
                .flatMap(head -> head.find("function").stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

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
}
