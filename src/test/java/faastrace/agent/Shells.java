package faastrace.agent;

import faastrace.Means;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The shells that images have as {@code /bin/sh}. The shells in Debian's packages busybox and busybox-static have
 * different built-in commands.
 */
public final class Shells {
    private Shells() {}

    public static Stream<String> all() {
        return Stream.of("dash", "busybox ash", "busybox-static ash", "bash");
    }

    /** The command that starts the shell, split into words. */
    public static List<String> words(String shell) {
        List<String> words = new ArrayList<>(List.of(shell.split(" ")));
        words.set(0, Means.program(words.get(0)));
        return words;
    }

    /** The name of the shell's program, to be passed to {@link Means#require}. */
    public static String word(String shell) {
        return shell.split(" ")[0];
    }
}
