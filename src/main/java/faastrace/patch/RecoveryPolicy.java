package faastrace.patch;

/** What the next run does about a run that was stopped half way. */
public enum RecoveryPolicy {
    /**
     * Finishes it, even after a power failure. Meant for changes whose order is such that every part of them, from the
     * first on, may be seen.
     */
    FINISH,

    /**
     * Takes it back. Meant for what can be fetched once more, and is of no use in part: all new contents are written
     * beside the files before the first is replaced, so that a mixture is there for as short as can be. It holds when the
     * process is killed, but nothing is forced to the disk, which would take longer than all the rest.
     */
    TAKE_BACK
}
