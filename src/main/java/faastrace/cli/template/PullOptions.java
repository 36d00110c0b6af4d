package faastrace.cli.template;

import faastrace.repository.FaasCli;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of all pull commands. */
final class PullOptions {
    @Option(
            names = "--overwrite",
            negatable = true,
            arity = "0..1",
            defaultValue = "true",
            fallbackValue = "true",
            paramLabel = "true|false",
            description =
                    "Replace files of existing templates (default: ${DEFAULT-VALUE})." + " With false, fail instead.")
    private boolean overwrite;

    @Option(
            names = "--with-faas-cli",
            paramLabel = "PATH",
            description = "Pull with this faas-cli. It runs your own git, so your git credentials and SSH keys work.")
    private @Nullable Path faasCli;

    boolean overwrite() {
        return overwrite;
    }

    Optional<FaasCli> faasCli(Path project) {
        return Optional.ofNullable(faasCli).map(binary -> new FaasCli(binary, project));
    }
}
