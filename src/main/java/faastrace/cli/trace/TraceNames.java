package faastrace.cli.trace;

import java.util.List;
import picocli.CommandLine.Parameters;

/** The traces named on the command line. */
final class TraceNames {
    @Parameters(
            paramLabel = "TRACE",
            arity = "1..*",
            description =
                    "Output of perf script or, except for heatmap, folded stacks; may be gzipped. - is standard input.")
    private List<String> names;

    /** The names, at least one. */
    List<String> all() {
        return names;
    }
}
