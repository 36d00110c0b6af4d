package faastrace.cli.trace;

import faastrace.cli.terminal.Output;
import faastrace.problem.Problem;
import faastrace.source.TraceSource;
import faastrace.trace.read.CountedInvocations;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code faas-trace show}: prints the invocations of traces, and how each spent its time. */
@Command(
        name = "show",
        description = {
            "Print the invocations of a trace, and how each spent its time.",
            "CPU is the time on a processor. READY is the time in which an invocation could have run, but other programs"
                    + " used the processors, or the container's CPU limit was used up. WAITING is the rest: it was"
                    + " sleeping, reading, or waiting for a lock."
        },
        footer = {
            "",
            "In START, 0 is the time of the trace's first sample, rounded down to a whole second,",
            "as in the trace's heat map. If there are several traces, the column TRACE names the trace",
            "of each invocation, and START is the time of day in UTC, if the trace tells it.",
            "",
            "Examples:",
            "  faas-trace show stacks/pi/*.perf.gz",
            "  faas-trace show --format json stacks/pi/1764374.perf.gz"
        },
        mixinStandardHelpOptions = true)
public final class ShowCommand implements Callable<Integer> {
    private static final int MOST_INVOCATIONS = 200_000;

    /** The output formats. */
    enum Form {
        text,
        json
    }

    @Parameters(
            paramLabel = "TRACE",
            arity = "1..*",
            description =
                    "A trace that a function sent (may be gzipped), a folder of traces, or a collector's URL; - is"
                            + " standard input.")
    private List<String> traces;

    @Mixin
    private VersionChoice choice;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "Output format: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Form form;

    @Spec
    private CommandSpec spec;

    private final Path here;
    private final InputStream standardInput;

    /** Creates the command. Relative paths start in the given folder, and {@code -} means the given input stream. */
    public ShowCommand(Path here, InputStream standardInput) {
        this.here = here;
        this.standardInput = standardInput;
    }

    @Override
    public Integer call() {
        TraceFiles.requireOneStandardInput(traces);
        List<TraceSource> sources = choice.find(here, standardInput, traces, choice.wanted(traces));
        List<String> names = new ArrayList<>();
        List<CountedInvocations> counted = new ArrayList<>();
        int[] count = {0};
        new TraceFiles(spec.commandLine().getErr()).invocations(sources, (source, one) -> {
            count[0] += one.invocations().size();
            requireFew(count[0]);
            names.add(source.name());
            counted.add(one);
        });
        InvocationTable table = new InvocationTable(names, counted);
        Output.print(spec.commandLine().getOut(), out -> {
            if (form == Form.json) {
                out.write(table.json().getBytes(StandardCharsets.UTF_8));
            } else {
                table.print(out);
            }
        });
        return 0;
    }

    private static void requireFew(int count) {
        if (count > MOST_INVOCATIONS) {
            throw new Problem(
                    "the traces",
                    "have more than " + MOST_INVOCATIONS + " invocations",
                    "choose fewer traces, for example with --since or --function");
        }
    }
}
