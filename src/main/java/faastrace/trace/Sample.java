package faastrace.trace;

import java.util.List;

/**
 * One sample of a thread, taken by perf.
 *
 * @param command the name of the thread
 * @param pid the process id; -1 if the trace doesn't have it
 * @param tid the thread id; -1 if the trace doesn't have it, or if the thread had already exited
 * @param cpu the CPU number; -1 if the trace doesn't have it
 * @param timeNanos the time in nanoseconds, on the clock that the trace was recorded with
 * @param period the number of events that the sample stands for; 1 if the trace doesn't have this number
 * @param event the event with its modifiers ({@code cpu-clock:u}); empty if the trace doesn't have it
 * @param frames the stack, leaf first; empty if none was recorded
 */
public record Sample(
        String command, int pid, int tid, int cpu, long timeNanos, long period, String event, List<Frame> frames) {
    public Sample {
        frames = List.copyOf(frames);
    }
}
