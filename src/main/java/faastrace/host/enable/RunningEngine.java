package faastrace.host.enable;

import faastrace.files.ParentFolder;
import faastrace.host.Commands;
import faastrace.host.EngineCommand;
import faastrace.host.EngineReply;
import faastrace.problem.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A container engine that responds.
 *
 * @param command the words of the command that reaches the engine
 * @param isPodman whether the engine is Podman, even if the command has another name; any other engine responds like
 *     Docker
 * @param version the engine's version, as the engine prints it
 * @param passedOver the error messages of engines that were tried before this one and did not respond
 */
public record RunningEngine(List<String> command, boolean isPodman, String version, List<String> passedOver) {
    private static final int SECONDS = 30;
    private static final List<String> KNOWN = List.of("docker", "podman");

    /**
     * Finds the engine that the given command reaches. Without a command, uses Docker if it responds, otherwise Podman.
     *
     * @throws Problem if no engine responds; contains each engine's error message
     */
    public static RunningEngine find(Optional<String> named) {
        List<EngineReply> silent = new ArrayList<>();
        for (List<String> command : candidates(named)) {
            boolean isPodman = isPodman(command);
            Commands.Result result =
                    ask(command, "info", "--format", isPodman ? "{{.Version.Version}}" : "{{.ServerVersion}}");
            if (result.code() == 0 && !result.out().isBlank()) {
                return new RunningEngine(
                        command,
                        isPodman,
                        result.out().strip(),
                        silent.stream().map(EngineReply::sentence).toList());
            }
            silent.add(result.code() == 0 ? EngineReply.unlikeAnEngine(command) : EngineReply.failed(command, result));
        }
        throw new Problem(
                silent.stream().map(EngineReply::name).collect(Collectors.joining(", ")),
                silent.size() == 1
                        ? silent.get(0).complaint()
                        : silent.stream().map(EngineReply::sentence).collect(Collectors.joining("; ")),
                silent.stream().map(RunningEngine::cure).distinct().collect(Collectors.joining("; ")));
    }

    private static List<List<String>> candidates(Optional<String> named) {
        if (named.isPresent()) {
            return List.of(EngineCommand.words(named.get()));
        }
        List<List<String>> installed =
                KNOWN.stream().filter(EngineCommand::isInstalled).map(List::of).toList();
        if (installed.isEmpty()) {
            throw new Problem(
                    "containers",
                    "neither docker nor podman is installed on this machine",
                    "install one of them, or name its command with --engine");
        }
        return installed;
    }

    /** Podman may be installed under Docker's name. */
    private static boolean isPodman(List<String> command) {
        return ask(command, "--version").out().toLowerCase(Locale.ROOT).startsWith("podman");
    }

    private static Commands.Result ask(List<String> command, String... words) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(words));
        return Commands.run(all, Map.of(), SECONDS);
    }

    private static String cure(EngineReply reply) {
        return switch (reply.kind()) {
            case NO_PERMISSION ->
                "allow your user to use the engine (for Docker: join the group docker and sign in again), or use --engine 'sudo "
                        + reply.name() + "'";
            case NO_DAEMON -> "start " + reply.name() + " (on most systems: sudo systemctl start docker)";
            default -> "run '" + reply.name() + " info' to find out why";
        };
    }

    /** The command line that reaches the engine. */
    public String name() {
        return String.join(" ", command);
    }

    /** "Docker" or "Podman", followed by the version. */
    public String title() {
        return (isPodman ? "Podman " : "Docker ") + version;
    }

    /** The change that writes a profile to the file. The profile allows perf in this engine's containers. */
    public AccessChange profile(Path file) {
        EnableRequest request = new EnableRequest(
                ParentFolder.of(file),
                Path.of("/"),
                false,
                Optional.empty(),
                Optional.of(file),
                false,
                Optional.empty(),
                Set.of(),
                KernelAccess.userCode,
                new EnableRequest.ClusterRequest(List.of(), "", "", false),
                new EnableRequest.EngineRequest(Optional.of(name()), Optional.empty()));
        return isPodman ? Enable.podman(request) : Enable.docker(request);
    }
}
