package faastrace.cli.trace;

import faastrace.trace.Selection;
import faastrace.trace.Trace;
import faastrace.trace.Weight;
import faastrace.trace.write.FoldedStacks;
import java.io.InputStream;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code faas-trace fold}: prints the stacks of traces, one per line with its count. */
@Command(
        name = "fold",
        description = {
            "Print each distinct stack in the traces with its count.",
            "Flame-graph tools read this folded form: command;outermost;...;innermost COUNT."
        },
        footer = {
            "",
            "If a thread serves several invocations at once, its samples belong to each of them.",
            "--by-invocation then prints these samples once for each invocation.",
            "",
            "Examples:",
            "  faas-trace fold stacks/pi/*.perf.gz > pi.folded",
            "  faas-trace fold stacks/pi/*.perf.gz | flamegraph.pl > pi.svg",
            "  faas-trace fold --invocation 5b1f9f2c stacks/pi/*.perf.gz > call.folded",
            "  perf script | faas-trace fold -"
        },
        mixinStandardHelpOptions = true)
public final class FoldCommand extends TimedCommand {
    @Mixin
    private TraceNames traces;

    @Mixin
    private VersionChoice choice;

    @Option(
            names = "--by-invocation",
            description = "Print only samples of invocations; each stack begins with the invocation's id.")
    private boolean byInvocation;

    @Option(
            names = "--weight",
            paramLabel = "WHAT",
            defaultValue = "period",
            description =
                    "What to count: samples, or period (the events between samples)." + " Default: ${DEFAULT-VALUE}.")
    private Weight weight;

    @Option(
            names = "--collapse-unknown",
            description = "Merge adjacent frames that have no function name, as flame graphs always do.")
    private boolean collapseUnknown;

    /** Creates the command. Relative paths start in the given folder, and {@code -} means the given input stream. */
    public FoldCommand(Path here, InputStream standardInput) {
        super(here, standardInput);
    }

    @Override
    public Integer call() {
        Trace trace = read(traces.all(), choice, false).trace();
        Selection selection = options.selection(trace);
        FoldedStacks stacks = byInvocation
                ? FoldedStacks.byInvocation(trace, selection, weight(weight))
                : FoldedStacks.of(trace, selection, weight(weight));
        if (stacks.leftOut() > 0) {
            say("warning: " + stacks.leftOut() + " samples are missing for some invocations, because there are too many"
                    + " invocations with too many stacks. Choose fewer traces, or less time with --from and --to.");
        }
        print(collapseUnknown ? stacks.collapseUnknown()::print : stacks::print);
        if (stacks.isEmpty() && sayIfEmpty(trace, selection).isEmpty()) {
            say("No sample belongs to an invocation.");
        }
        return 0;
    }
}
