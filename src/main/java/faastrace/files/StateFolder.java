package faastrace.files;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder in which faas-trace keeps state between runs, outside any repository:
 * {@code $XDG_STATE_HOME/faas-trace} or {@code ~/.local/state/faas-trace}.
 */
public final class StateFolder {
    private StateFolder() {}

    /** The folder of this user, which may not exist yet; empty if the home folder is not known. */
    public static Optional<Path> find() {
        return find(System.getenv(), System.getProperty("user.home", ""));
    }

    static Optional<Path> find(Map<String, String> environment, String home) {
        return Stream.of(
                        environment.getOrDefault("XDG_STATE_HOME", ""),
                        below(environment.getOrDefault("HOME", "")),
                        below(home))
                .filter(text -> text.startsWith("/"))
                .map(text -> Path.of(text).resolve("faas-trace"))
                .findFirst();
    }

    private static String below(String home) {
        return home.isEmpty() ? "" : home + "/.local/state";
    }
}
