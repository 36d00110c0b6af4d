package faastrace.patch;

/** What the next run does if a run was stopped half way. */
public enum RecoveryPolicy {
    /**
     * Finishes it, even after a power failure. For changes in such an order that the folder is consistent after each of
     * them.
     */
    FINISH,

    /**
     * Undoes it. For files that can be fetched again, and are useless if only some of them are written. All new
     * contents are written to temporary files before the first file is replaced, so that the folder holds a mixture of
     * old and new files as briefly as possible. This protects against a killed process but not against a power failure:
     * nothing is synced to disk, because that would take longer than all the rest.
     */
    TAKE_BACK
}
