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
 * A running Docker engine's answer about itself.
 *
 * @param version as the engine prints it
 * @param profile the active seccomp profile: a file, or a word that means no file
 * @param isRootless whether it runs without root, with its settings in the user's home folder
 * @param complaint why there is no answer; empty if there is one, or if no engine was asked
 */
record DockerAnswer(Optional<String> version, Optional<String> profile, boolean isRootless, String complaint) {
    static final String UNCONFINED = "unconfined";

    /** No engine was asked. */
    static final DockerAnswer NONE = new DockerAnswer(Optional.empty(), Optional.empty(), false, "");

    private static final int SECONDS = 30;
    private static final String PROFILE = "name=seccomp,profile=";

    /** Asks with a command. There is no answer if the command is not installed or reaches no engine. */
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
