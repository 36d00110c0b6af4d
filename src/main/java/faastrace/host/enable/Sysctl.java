package faastrace.host.enable;

import java.util.Optional;

/** The kernel settings for perf. They apply to the whole machine and can't be set for a single container. */
final class Sysctl {
    static final String FILE = "etc/sysctl.d/60-faas-trace.conf";
    private static final String LEVEL = "proc/sys/kernel/perf_event_paranoid";

    private Sysctl() {}

    /** Adds the settings file if the current level may block what functions are to record. */
    static void add(AccessChangeDraft draft, KernelAccess access) {
        Optional<Integer> level = level(draft);
        boolean tooHigh = level.isPresent() && level.get() > access.level();
        String line = "kernel.perf_event_paranoid = " + access.level() + "\n";
        if (access == KernelAccess.kernelFrames) {
            write(draft, line + "kernel.kptr_restrict = 0\n", level);
            draft.opens("Every process of this machine may sample what the kernel does for that process, and read the"
                    + " addresses of the kernel's functions in memory. These addresses help attackers. Don't use this"
                    + " setting on machines that you share with people you don't trust.");
        } else if (tooHigh) {
            write(draft, line, level);
            draft.opens(
                    access == KernelAccess.waits
                            ? "Every process of this machine, not only functions, may sample what the kernel does for"
                                    + " that process, unless its seccomp profile blocks that. Such samples contain"
                                    + " addresses of the kernel's code, which help attackers."
                            : "Every process of this machine, not only functions, may count and sample events of its"
                                    + " own user-space code, unless its seccomp profile blocks that. Level "
                                    + access.level() + " is the kernel's own default.");
        }
    }

    /** Whether the level may block what functions are to record. Writes nothing. */
    static boolean demanded(AccessChangeDraft draft, KernelAccess access) {
        return level(draft).filter(level -> level > access.level()).isPresent();
    }

    private static void write(AccessChangeDraft draft, String lines, Optional<Integer> level) {
        boolean there = draft.read(FILE).isPresent();
        draft.add(FILE, "# Lets functions record themselves with perf; see docs/enable.md of faas-trace.\n" + lines);
        draft.next("sysctl -p " + draft.shown(FILE));
        if (!there) {
            level.ifPresent(old -> draft.undo("sysctl kernel.perf_event_paranoid=" + old));
        }
    }

    private static Optional<Integer> level(AccessChangeDraft draft) {
        return draft.readKernel(LEVEL)
                .map(String::strip)
                .filter(text -> text.matches("-?\\d{1,9}"))
                .map(Integer::valueOf);
    }
}
