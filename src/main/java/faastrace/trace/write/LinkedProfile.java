package faastrace.trace.write;

import faastrace.trace.TraceContext;
import java.util.List;
import java.util.Optional;

/**
 * The samples of a part of a trace, with the calls that they belong to. It contains what OpenTelemetry's profiles need.
 *
 * @param event the event that was counted
 * @param fromNanos the start, in nanoseconds since 1970
 * @param durationNanos the length of the part
 * @param nanosPerSample the CPU time that a sample stands for; 0 if this time is unknown or the event is not a clock
 * @param names the names of the frames, each once
 * @param stacks the different stacks: indexes of names, innermost frame first; the outermost one is the thread's name
 * @param plainBytes the approximate size without compression
 */
public record LinkedProfile(
        String event,
        long fromNanos,
        long durationNanos,
        long nanosPerSample,
        List<String> names,
        List<int[]> stacks,
        List<LinkedSample> samples,
        int plainBytes) {
    /**
     * Samples with the same stack that belong to the same call.
     *
     * @param stack the index of the stack
     * @param call the call; empty if the samples belong to no call, or if they can belong to several
     * @param count the number of samples
     * @param timesNanos the time of each sample, in nanoseconds since 1970; empty if the times are not known
     */
    public record LinkedSample(int stack, Optional<TraceContext> call, long count, long[] timesNanos) {}
}
