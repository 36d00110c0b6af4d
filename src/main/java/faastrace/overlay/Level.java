package faastrace.overlay;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How finely a patched template is traced. */
public enum Level {
    /** Each invocation is traced separately. A hook marks it, or it runs in its own process. */
    INVOCATION,
    /** Only the process as a whole is traced, in windows. */
    PROCESS,
    /** Not traced. */
    NONE;

    /** The word in {@code overlay.yml} and in messages. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The level with that name, if there is one. */
    public static Optional<Level> of(String word) {
        return Arrays.stream(values())
                .filter(level -> level.word().equals(word))
                .findFirst();
    }
}
