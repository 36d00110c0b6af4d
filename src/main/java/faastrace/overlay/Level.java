package faastrace.overlay;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How finely a patched template is traced. */
public enum Level {
    /** Each request is told from the next: by a hook in the entry, or because it is a process of its own. */
    INVOCATION,
    /** The whole process, in windows. */
    PROCESS,
    /** Refused. */
    NONE;

    /** The word in {@code overlay.yml} and in messages. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The level of that word, if it is one. */
    public static Optional<Level> of(String word) {
        return Arrays.stream(values())
                .filter(level -> level.word().equals(word))
                .findFirst();
    }
}
