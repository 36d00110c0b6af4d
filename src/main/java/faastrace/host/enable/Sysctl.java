package faastrace.host.enable;

import java.util.Optional;

/** The kernel settings for perf. They apply to the whole machine and can't be set for a single container. */
final class Sysctl {
    static final String FILE = "etc/sysctl.d/60-faas-trace.conf";
    private static final String LEVEL = "proc/sys/kernel/perf_event_paranoid";
    private static final int ENOUGH = 2;

    private Sysctl() {}

    /** Adds the settings file if the current level may block perf, or if the kernel's frames are to be recorded. */
    static void add(AccessChangeDraft draft, boolean kernelFrames) {
        Optional<Integer> level = level(draft);
        if (kernelFrames) {
            write(draft, "kernel.perf_event_paranoid = 1\nkernel.kptr_restrict = 0\n", level);
            draft.opens("Every process of this machine may sample what the kernel does for that process, and read the"
                    + " addresses of the kernel's functions in memory. These addresses help attackers. Don't use this"
                    + " setting on machines that you share with people you don't trust.");
        } else if (level.isPresent() && level.get() > ENOUGH) {
            write(draft, "kernel.perf_event_paranoid = " + ENOUGH + "\n", level);
            draft.opens("Every process of this machine, not only functions, may count and sample events of its own"
                    + " user-space code, unless its seccomp profile blocks that. Level " + ENOUGH
                    + " is the kernel's own default.");
        }
    }

    /** Whether the level may block perf. Writes nothing. */
    static boolean demanded(AccessChangeDraft draft) {
        return level(draft).filter(level -> level > ENOUGH).isPresent();
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
