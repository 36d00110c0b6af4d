package faastrace.overlay;

import java.util.Locale;

/** What an overlay is about, and so how many of its kind a template takes. */
public enum OverlayKind {
    /** The recorder itself: exactly one. */
    AGENT,
    /** How packages are installed: exactly one. */
    DISTRIBUTION,
    /** How an invocation is told from the next: at most one. */
    ENTRY,
    /** What makes a runtime's frames readable: any number. */
    RUNTIME,
    /** What a Dockerfile does not say of the image that it starts from: any number. */
    IMAGE,
    /** Commands that start the program that matters: any number. */
    LAUNCHER;

    /** The word in {@code overlay.yml}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
