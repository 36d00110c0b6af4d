package faastrace.host.enable;

/** What the kernel lets a process record about itself, depending on the level of kernel.perf_event_paranoid. */
public enum KernelAccess {
    /** Samples of the process's own user-space code. */
    userCode(2),
    /** Also where its threads leave the processor, so that traces show where invocations wait. */
    waits(1),
    /** Also the kernel's frames, with the names of the kernel's functions. */
    kernelFrames(1);

    private final int level;

    KernelAccess(int level) {
        this.level = level;
    }

    /** The highest level at which the kernel allows this. */
    int level() {
        return level;
    }
}
