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

/** {@code faas-trace fold}: the stacks of traces, each in one line with its count. */
@Command(
        name = "fold",
        description =
                "Prints each stack that occurs in traces with its count, in the folded form that flame-graph tools"
                        + " read: command;outermost;...;innermost COUNT.",
        footer = {
            "",
            "Samples of invocations that share a thread can't be told apart; each of them has those.",
            "",
            "Examples:",
            "  faas-trace fold stacks/pi/*.perf.gz > pi.folded",
            "  faas-trace fold --invocation 5b1f9f2c stacks/pi/*.perf.gz | flamegraph.pl > call.svg",
            "  perf script | faas-trace fold -"
        },
        mixinStandardHelpOptions = true)
public final class FoldCommand extends TraceCommand {
    @Mixin
    private TraceNames traces;

    @Option(
            names = "--by-invocation",
            description = "Only samples of invocations, each stack below its invocation's id.")
    private boolean byInvocation;

    @Option(
            names = "--weight",
            paramLabel = "WHAT",
            defaultValue = "period",
            description = "What is counted: period, the events that a sample stands for, or samples."
                    + " Default: ${DEFAULT-VALUE}.")
    private Weight weight;

    @Option(
            names = "--collapse-unknown",
            description = "Print a run of frames that perf found no function for as one, with their number:"
                    + " [unknown] x12. Pictures always do.")
    private boolean collapseUnknown;

    /** The command, with the folder that paths begin at and what {@code -} reads. */
    public FoldCommand(Path here, InputStream standardInput) {
        super(here, standardInput);
    }

    @Override
    public Integer call() {
        Trace trace = read(traces.all(), false);
        Selection selection = options.selection(trace);
        FoldedStacks stacks = byInvocation
                ? FoldedStacks.byInvocation(trace, selection, weight)
                : FoldedStacks.of(trace, selection, weight);
        print(collapseUnknown ? stacks.collapseUnknown()::print : stacks::print);
        if (stacks.isEmpty() && sayIfEmpty(trace, selection).isEmpty()) {
            say("No sample belongs to an invocation.");
        }
        return 0;
    }
}
