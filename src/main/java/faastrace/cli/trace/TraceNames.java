package faastrace.cli.trace;

import java.util.List;
import picocli.CommandLine.Parameters;

/** The traces that a command line names. */
final class TraceNames {
    @Parameters(
            paramLabel = "TRACE",
            arity = "1..*",
            description =
                    "What perf script printed or, but for heatmap, folded stacks; packed with gzip or not; - is standard input.")
    private List<String> names;

    /** At least one. */
    List<String> all() {
        return names;
    }
}
