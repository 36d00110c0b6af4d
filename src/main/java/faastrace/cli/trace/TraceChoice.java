package faastrace.cli.trace;

import faastrace.problem.Problem;
import faastrace.source.Sources;
import faastrace.source.TraceSource;
import faastrace.source.Wanted;
import faastrace.source.When;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that choose traces, shared by all commands that read traces. */
class TraceChoice {
    private static final String TOKEN_FILE = "FAAS_TRACE_TOKEN_FILE";

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

    @Option(
            names = "--token-file",
            order = ORDER,
            paramLabel = "FILE",
            description = "File with the token for a collector (default: the file that FAAS_TRACE_TOKEN_FILE names).")
    private @Nullable Path tokenFile;

    /**
     * Finds the traces that the options choose.
     *
     * @param here the folder in which relative paths start
     * @throws Problem if an option has an invalid value, or if there is no such trace
     */
    final List<TraceSource> find(Path here, InputStream standardInput, List<String> names, Wanted wanted) {
        Optional<Path> token = Optional.ofNullable(tokenFile)
                .or(() -> Optional.ofNullable(System.getenv(TOKEN_FILE))
                        .filter(name -> !name.isEmpty())
                        .map(Path::of))
                .map(here::resolve);
        return new Sources(here, standardInput, token).find(names, wanted);
    }

    /**
     * The traces that the options choose.
     *
     * @param operands all operands of the command
     * @throws Problem if an option has an invalid value
     */
    final Wanted wanted(List<String> operands) {
        if (tokenFile != null && operands.stream().noneMatch(Sources::isUrl)) {
            throw new Problem(
                    "--token-file",
                    "no collector is named",
                    "leave the option out, or name the collector's URL, such as http://127.0.0.1:4141/");
        }
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
