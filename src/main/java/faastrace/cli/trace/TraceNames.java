package faastrace.cli.trace;

import java.util.List;
import picocli.CommandLine.Parameters;

/** The names of traces on the command line. */
final class TraceNames {
    @Parameters(
            paramLabel = "TRACE",
            arity = "1..*",
            description =
                    "perf script output or folded stacks (may be gzipped), a folder of traces, or a collector's URL;"
                            + " - is standard input.")
    private List<String> names;

    /** All names. There is at least one. */
    List<String> all() {
        return names;
    }
}
