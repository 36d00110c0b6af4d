package faastrace.project;

import java.util.Locale;

/** The state of a target. */
public enum State {
    /** Not patched, and can be patched. */
    UNTOUCHED,
    /** In its traced form. */
    PATCHED,
    /** Patched with overlays or settings other than the current ones. */
    OUTDATED,
    /** faas-cli overwrote it with the original; the files that the patch added are still there. */
    OVERWRITTEN,
    /** Patched, and changed by hand since. */
    EDITED,
    /** Another commit was pulled over it since it was patched. */
    UPSTREAM_MOVED,
    /** Can't be patched; a reason is given. */
    REFUSED,
    /** The stack needs it, but its folder does not exist. */
    MISSING;

    /** The state as it appears in messages. */
    public String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
