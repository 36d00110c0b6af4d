package faastrace.patch;

/** What the next run does if a run was stopped half way. */
public enum RecoveryPolicy {
    /**
     * Finishes the stopped run, even after a power failure. Use this policy if the folder is consistent after every
     * change.
     */
    FINISH,

    /**
     * Undoes the stopped run. Use this policy for files that can be fetched again, and that are useless if some of them
     * are missing. All new contents are written to temporary files before the first file is replaced, so that the
     * folder holds a mixture of old and new files as briefly as possible. This policy protects against a killed process
     * but not against a power failure. Nothing is synced to disk, because syncing would take longer than the rest of
     * the run.
     */
    TAKE_BACK
}
