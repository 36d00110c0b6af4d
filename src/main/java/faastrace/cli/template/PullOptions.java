package faastrace.cli.template;

import faastrace.repository.FaasCli;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options every way of pulling has. */
final class PullOptions {
    @Option(
            names = "--overwrite",
            negatable = true,
            arity = "0..1",
            defaultValue = "true",
            fallbackValue = "true",
            description = "Replace files of templates that are there already (default: ${DEFAULT-VALUE}).")
    private boolean overwrite;

    @Option(
            names = "--with-faas-cli",
            paramLabel = "PATH",
            description = "Let this faas-cli do the pulling, with git's own logins and ssh.")
    private Path faasCli;

    boolean overwrite() {
        return overwrite;
    }

    Optional<FaasCli> faasCli(Path project) {
        return Optional.ofNullable(faasCli).map(binary -> new FaasCli(binary, project));
    }
}
