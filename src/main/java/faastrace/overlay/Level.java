package faastrace.overlay;

import java.util.Locale;

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
}
