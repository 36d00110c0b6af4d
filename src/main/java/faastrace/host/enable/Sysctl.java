package faastrace.host.enable;

import java.util.Optional;

/** The machine-wide switches for perf, which no container can have for itself. */
final class Sysctl {
    static final String FILE = "etc/sysctl.d/60-faas-trace.conf";
    private static final String LEVEL = "proc/sys/kernel/perf_event_paranoid";
    private static final int ENOUGH = 2;

    private Sysctl() {}

    /** Adds the file where the level demands it, or where frames of the kernel are wanted. */
    static void add(AccessChangeDraft draft, boolean kernelFrames) {
        Optional<Integer> level = level(draft);
        if (kernelFrames) {
            write(draft, "kernel.perf_event_paranoid = 1\nkernel.kptr_restrict = 0\n", level);
            draft.opens("Every process of this machine may sample what the kernel does on its behalf, and read where"
                    + " the kernel's functions lie in memory. That helps attackers against the kernel: not on"
                    + " machines shared with people you don't trust.");
        } else if (level.isPresent() && level.get() > ENOUGH) {
            write(draft, "kernel.perf_event_paranoid = " + ENOUGH + "\n", level);
            draft.opens("Every process of this machine, not only functions, may count and sample events of its own"
                    + " user-space code, where its seccomp profile lets it; that is the kernel's own default.");
        }
    }

    /** Whether the level may stand in the way, although no file is to be written. */
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
