package faastrace.trace;

import java.util.List;

/**
 * One moment in which perf looked at a thread.
 *
 * @param command the thread's name
 * @param pid the process, -1 where the trace doesn't say
 * @param tid the thread, -1 where the trace doesn't say or the thread had exited
 * @param cpu the processor, -1 where the trace doesn't say
 * @param timeNanos nanoseconds on the clock the trace was recorded with
 * @param period how many events the sample stands for, 1 where the trace doesn't say
 * @param event the event with its modifiers ({@code cpu-clock:u}); empty where the trace doesn't say
 * @param frames the stack, leaf first; empty where none was recorded
 */
public record Sample(
        String command, int pid, int tid, int cpu, long timeNanos, long period, String event, List<Frame> frames) {
    public Sample {
        frames = List.copyOf(frames);
    }
}
