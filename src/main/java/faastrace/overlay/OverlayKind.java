package faastrace.overlay;

import java.util.Locale;

/** The kind of an overlay, which also determines how many overlays of that kind a template gets. */
public enum OverlayKind {
    /** The recorder itself: exactly one. */
    AGENT,
    /** How packages are installed: exactly one. */
    DISTRIBUTION,
    /** How invocations are told apart: at most one. */
    ENTRY,
    /** What makes a runtime's frames readable: any number. */
    RUNTIME,
    /** What a Dockerfile does not show about the image that it starts from: any number. */
    IMAGE,
    /** Commands that start the actual program: any number. */
    LAUNCHER;

    /** The word in {@code overlay.yml}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
