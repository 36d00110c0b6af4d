package faastrace.host.enable;

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
 * A container engine of this machine that answers.
 *
 * @param command the words that reach it
 * @param isPodman whether it is Podman, by whatever name; else it is Docker, or answers like it
 * @param version as it writes it
 * @param passedOver what engines said that were asked before and do not answer
 */
public record RunningEngine(List<String> command, boolean isPodman, String version, List<String> passedOver) {
    private static final int SECONDS = 30;
    private static final List<String> KNOWN = List.of("docker", "podman");

    /**
     * Finds the one with that command; without one, Docker where it answers, else Podman.
     *
     * @throws Problem where none answers, with what each of them said
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
                    "neither docker nor podman is installed here",
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
                "let your user reach the engine (for Docker: join the group docker and sign in again), or use --engine 'sudo "
                        + reply.name() + "'";
            case NO_DAEMON -> "start " + reply.name() + " (on most systems: sudo systemctl start docker)";
            default -> "see what '" + reply.name() + " info' says";
        };
    }

    /** The words of its command as one. */
    public String name() {
        return String.join(" ", command);
    }

    /** "Docker" or "Podman", and its version. */
    public String title() {
        return (isPodman ? "Podman " : "Docker ") + version;
    }

    /** What lets perf through in one of its containers: a profile, written to that file when the opening is applied. */
    public AccessChange profile(Path file) {
        EnableRequest request = new EnableRequest(
                file.getParent(),
                Path.of("/"),
                false,
                Optional.empty(),
                Optional.of(file),
                false,
                Optional.empty(),
                Set.of(),
                false,
                new EnableRequest.ClusterRequest(List.of(), "", "", false),
                new EnableRequest.EngineRequest(Optional.of(name()), Optional.empty()));
        return isPodman ? Enable.podman(request) : Enable.docker(request);
    }
}
