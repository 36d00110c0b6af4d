package faastrace.project;

import java.util.Locale;

/** What a target is in. */
public enum State {
    /** As it came, and can be patched. */
    UNTOUCHED,
    /** In its traced form. */
    PATCHED,
    /** Patched with other overlays or settings than those of now. */
    OUTDATED,
    /** faas-cli wrote the original over it; added files stayed. */
    OVERWRITTEN,
    /** Patched, and changed by hand since. */
    EDITED,
    /** Another commit was pulled over it since it was patched. */
    UPSTREAM_MOVED,
    /** Can't be patched, for the reason given. */
    REFUSED,
    /** The stack needs it and it is not there. */
    MISSING;

    /** The words in messages. */
    public String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
