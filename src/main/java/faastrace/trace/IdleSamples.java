package faastrace.trace;

import java.util.BitSet;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/**
 * Finds samples of idle CPUs. In such a sample, the kernel's idle task is inside a function that halts the CPU, and
 * neither an interrupt handler nor the scheduler runs on top of that function.
 */
final class IdleSamples {
    private static final String TASK = "swapper";
    private static final Pattern REST = Pattern.compile(
            "cpuidle|cpu_idle|do_idle|default_idle|idle_enter|mwait_idle|intel_idle|native_safe_halt|pv_native_safe_halt"
                    + "|hypercall_sched_op|hypercall_vcpu_op");
    private static final Pattern WORK =
            Pattern.compile("interrupt|sysvec_|irq|softirq|do_IRQ|call_function|schedule_idle|_nmi|^nmi");

    private IdleSamples() {}

    /** Returns a predicate that is true for the rows of the trace whose samples were taken on an idle CPU. */
    static IntPredicate of(Trace trace) {
        BitSet tasks = new BitSet();
        for (int command = 0; command < trace.commands(); command++) {
            tasks.set(command, trace.commandName(command).startsWith(TASK));
        }
        if (tasks.isEmpty()) {
            return row -> false;
        }
        BitSet rest = new BitSet();
        BitSet work = new BitSet();
        for (int frame = 0; frame < trace.frameCount(); frame++) {
            String symbol = trace.frame(frame).symbol();
            rest.set(frame, REST.matcher(symbol).find());
            work.set(frame, WORK.matcher(symbol).find());
        }
        return row -> tasks.get(trace.command(row)) && rests(trace, trace.stack(row), rest, work);
    }

    /**
     * Whether the stack is that of an idle CPU. The frames of an interrupt are closer to the leaf than the halting
     * function, so the match that is closest to the leaf decides.
     */
    private static boolean rests(Trace trace, int stack, BitSet rest, BitSet work) {
        for (int i = 0; i < trace.depth(stack); i++) {
            int frame = trace.frameAt(stack, i);
            if (rest.get(frame) || work.get(frame)) {
                return rest.get(frame);
            }
        }
        return false;
    }
}
