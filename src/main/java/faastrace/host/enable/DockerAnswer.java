package faastrace.host.enable;

import faastrace.document.Json;
import faastrace.document.Value;
import faastrace.host.Commands;
import faastrace.host.EngineCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a running Docker engine reports about itself.
 *
 * @param version the engine's version, as the engine prints it
 * @param profile the active seccomp profile: a file's path, or a word such as {@code builtin}
 * @param isRootless whether the engine runs without root, with its settings in the user's home folder
 * @param complaint why the engine reported nothing; empty if the engine reported something, or if no engine was asked
 */
record DockerAnswer(Optional<String> version, Optional<String> profile, boolean isRootless, String complaint) {
    static final String UNCONFINED = "unconfined";

    /** The answer if no engine was asked. */
    static final DockerAnswer NONE = new DockerAnswer(Optional.empty(), Optional.empty(), false, "");

    private static final int SECONDS = 30;
    private static final String PROFILE = "name=seccomp,profile=";

    /** Asks the engine that a command reaches. The answer is empty if the command is missing or reaches no engine. */
    static DockerAnswer ask(List<String> command) {
        if (!EngineCommand.isInstalled(command.get(0))) {
            return NONE;
        }
        Commands.Result version = run(command, "version", "{{.Server.Version}}");
        Commands.Result info = version.code() == 0 ? run(command, "info", "{{json .SecurityOptions}}") : version;
        if (info.code() != 0) {
            return new DockerAnswer(Optional.empty(), Optional.empty(), false, info.complaint());
        }
        List<String> options = options(info.out());
        String profile = options.stream()
                .filter(option -> option.startsWith(PROFILE))
                .map(option -> option.substring(PROFILE.length()))
                .findFirst()
                .orElse(UNCONFINED);
        return new DockerAnswer(
                Optional.of(version.out().strip()), Optional.of(profile), options.contains("name=rootless"), "");
    }

    private static List<String> options(String json) {
        Value options = Json.read("docker info", json);
        return options.isList() ? options.texts() : List.of();
    }

    /** The address at which the command reaches its engine, such as {@code unix:///var/run/docker.sock}. */
    static Optional<String> address(List<String> command) {
        Commands.Result result = run(command, "context", "inspect", "{{.Endpoints.docker.Host}}");
        return Optional.of(result.out().strip()).filter(address -> result.code() == 0 && !address.isEmpty());
    }

    private static Commands.Result run(List<String> command, String... words) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(words).subList(0, words.length - 1));
        all.addAll(List.of("--format", words[words.length - 1]));
        return Commands.run(all, Map.of(), SECONDS);
    }

    boolean isThere() {
        return version.isPresent();
    }
}
