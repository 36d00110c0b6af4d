package faastrace.cli.trace;

import java.util.List;
import picocli.CommandLine.Parameters;

/** The names of traces on the command line. */
final class TraceNames {
    @Parameters(
            paramLabel = "TRACE",
            arity = "1..*",
            description =
                    "Output of perf script, or folded stacks (may be gzipped), or a folder of traces; - is standard"
                            + " input.")
    private List<String> names;

    /** All names. There is at least one. */
    List<String> all() {
        return names;
    }
}
