package faastrace.overlay;

import java.util.Locale;

/** The kind of an overlay, which also determines how many overlays of that kind a template gets. */
public enum OverlayKind {
    /** Adds the recorder. A template gets exactly one of these. */
    AGENT,
    /** Installs packages. A template gets exactly one of these. */
    DISTRIBUTION,
    /** Tells invocations apart. A template gets at most one of these. */
    ENTRY,
    /** Makes the frames of a runtime readable. A template can get any number of these. */
    RUNTIME,
    /** Describes what a Dockerfile does not show about its base image. A template can get any number of these. */
    IMAGE,
    /** Knows commands that start the actual program. A template can get any number of these. */
    LAUNCHER;

    /** The word in {@code overlay.yml}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
