package faastrace.cli;

import faastrace.problem.Problem;
import faastrace.trace.FoldedStacks;
import faastrace.trace.Invocation;
import faastrace.trace.Reading;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code faas-trace fold}: the stacks of traces, each in one line with its count. */
@Command(
        name = "fold",
        description = "Prints each stack that occurs in traces with the number of its samples, in the folded form that"
                + " flame-graph tools read: command;outermost;...;innermost COUNT.",
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
final class FoldCommand implements Callable<Integer> {
    private static final int IDS_TO_NAME = 5;

    @Parameters(
            paramLabel = "TRACE",
            arity = "1..*",
            description = "What perf script printed, packed with gzip or not; - is standard input.")
    private List<String> traces;

    @Option(names = "--invocation", paramLabel = "ID", description = "Only the samples of this invocation.")
    private String invocation;

    @Option(
            names = "--by-invocation",
            description = "Only samples of invocations, each stack below its invocation's id.")
    private boolean byInvocation;

    @Option(
            names = "--event",
            paramLabel = "EVENT",
            description = "Only samples of this event, where a trace has several.")
    private String event;

    @Spec
    private CommandSpec spec;

    private final Path here;
    private final InputStream standardInput;
    private final Set<String> ids = new LinkedHashSet<>();
    private boolean found;

    FoldCommand(Path here, InputStream standardInput) {
        this.here = here;
        this.standardInput = standardInput;
    }

    @Override
    public Integer call() {
        if (invocation != null && byInvocation) {
            throw new Problem("--invocation", "does not go with --by-invocation", "leave one of them out");
        }
        FoldedStacks stacks = selection().ofEvent(event);
        traces.forEach(trace -> add(trace, stacks));
        if (invocation != null && !found) {
            throw unknownInvocation();
        }
        stacks.print(spec.commandLine().getOut());
        if (stacks.isEmpty()) {
            warn("No sample was taken there.");
        }
        return 0;
    }

    private FoldedStacks selection() {
        if (invocation != null) {
            return FoldedStacks.ofInvocation(invocation);
        }
        return byInvocation ? FoldedStacks.byInvocation() : FoldedStacks.ofAll();
    }

    private void add(String trace, FoldedStacks stacks) {
        Reading reading = read(trace, stacks);
        if (reading.samples() == 0) {
            throw new Problem(trace, "holds no samples", "name a trace, which is what perf script prints");
        }
        if (event == null && stacks.otherEvent().isPresent()) {
            String first = stacks.event().orElseThrow();
            String other = stacks.otherEvent().get();
            throw new Problem(
                    trace,
                    "there are samples of " + first + " and of " + other + ", which can't be added up",
                    "choose one, such as --event " + first);
        }
        reading.head().invocations().stream().map(Invocation::id).forEach(this::remember);
        if (reading.skipped().lossy()) {
            warn(FaasTraceCommand.printable(trace) + ": parts of it are damaged or unreadable, and left out.");
        }
    }

    private Reading read(String trace, FoldedStacks stacks) {
        try {
            if (trace.equals("-")) {
                return stacks.add(standardInput);
            }
            try (InputStream in = Files.newInputStream(here.resolve(trace))) {
                return stacks.add(in);
            }
        } catch (IOException e) {
            throw Problem.of(trace, e);
        }
    }

    private void remember(String id) {
        found |= id.equals(invocation);
        if (ids.size() <= IDS_TO_NAME) {
            ids.add(id);
        }
    }

    private Problem unknownInvocation() {
        String named = String.join(", ", ids.stream().limit(IDS_TO_NAME).toList());
        return new Problem(
                "--invocation " + invocation,
                "no trace here has an invocation of that id",
                ids.isEmpty()
                        ? "leave it out: no invocations are named in what was given"
                        : "there are " + named + (ids.size() > IDS_TO_NAME ? " and more" : ""));
    }

    private void warn(String text) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(text);
    }
}
