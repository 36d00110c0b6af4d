package faastrace.cli.trace;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that choose traces for a command that shows one set of traces. */
final class VersionChoice extends TraceChoice {
    @Option(
            names = "--version-of",
            order = 1,
            paramLabel = "VERSION",
            description = "Only traces of this version of the function.")
    private @Nullable String version;

    @Override
    Optional<String> version() {
        return Optional.ofNullable(version);
    }
}
