package faastrace.cli.trace;

import faastrace.source.Wanted;
import faastrace.source.When;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that choose traces, shared by all commands that read traces. */
class TraceChoice {
    /** Help shows these options after those of the command. */
    private static final int ORDER = 1;

    @Option(names = "--function", order = ORDER, paramLabel = "NAME", description = "Only traces of this function.")
    private @Nullable String function;

    @Option(
            names = "--since",
            order = ORDER,
            paramLabel = "WHEN",
            description = "Only traces that were received since then, such as 2h (ago), 7d, or 2026-11-30T08:00 (UTC).")
    private @Nullable String since;

    @Option(
            names = "--until",
            order = ORDER,
            paramLabel = "WHEN",
            description = "Only traces that were received before then.")
    private @Nullable String until;

    /**
     * The traces that the options choose.
     *
     * @throws faastrace.problem.Problem if an option has an invalid value
     */
    Wanted wanted() {
        Instant now = Instant.now();
        return new Wanted(
                Optional.ofNullable(function),
                Optional.ofNullable(since).map(text -> When.parse("--since", text, now)),
                Optional.ofNullable(until).map(text -> When.parse("--until", text, now)),
                version());
    }

    /** The version of the function. */
    Optional<String> version() {
        return Optional.empty();
    }
}
