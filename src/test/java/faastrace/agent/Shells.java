package faastrace.agent;

import faastrace.Means;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The shells that images have as {@code /bin/sh}. Debian's two busyboxes differ in the commands built into their
 * shells.
 */
final class Shells {
    private Shells() {}

    static Stream<String> all() {
        return Stream.of("dash", "busybox ash", "busybox-static ash", "bash");
    }

    /** The words that start the shell. */
    static List<String> words(String shell) {
        List<String> words = new ArrayList<>(List.of(shell.split(" ")));
        words.set(0, Means.program(words.get(0)));
        return words;
    }

    /** The shell's program, which the test needs. */
    static String word(String shell) {
        return shell.split(" ")[0];
    }
}
