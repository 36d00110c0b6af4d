package faastrace.host;

import faastrace.problem.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The command lines of container engines. */
public final class EngineCommand {
    private static final List<String> KNOWN = List.of("podman", "docker");

    private EngineCommand() {}

    /**
     * The words of the named engine's command line. Without a name, the commands of all known engines that are
     * installed.
     */
    static List<List<String>> of(Optional<String> named) {
        if (named.isPresent()) {
            return List.of(words(named.get()));
        }
        List<List<String>> found =
                KNOWN.stream().filter(EngineCommand::isInstalled).map(List::of).toList();
        if (found.isEmpty()) {
            throw new Problem(
                    "--container",
                    "neither podman nor docker is installed on this machine",
                    "name the engine's command with --engine, for example --engine nerdctl");
        }
        return found;
    }

    /** Splits a command line into words. */
    public static List<String> words(String command) {
        List<String> words = Arrays.stream(command.split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
        if (words.isEmpty()) {
            throw new Problem("--engine", "is empty", "name a command, for example --engine 'sudo docker'");
        }
        return words;
    }

    /** Whether a program with that name is on the PATH. */
    public static boolean isInstalled(String command) {
        return Commands.run("sh", "-c", "command -v \"$1\"", "sh", command).code() == 0;
    }
}
