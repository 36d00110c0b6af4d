package faastrace.trace.write;

import faastrace.trace.Events;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import faastrace.trace.Weight;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * Splits a trace into profiles of about ten seconds. No profile is larger than backends accept. The profiles contain
 * the same stacks as {@link FoldedStacks}, with the thread name as the outermost entry. The thread name is not a label,
 * because a label would create a separate series for each name. If a trace has several events, the profiles contain
 * only the preferred event.
 */
public final class PprofSlices {
    private final Trace trace;
    private final Events events;
    private final Taker taker;

    private PprofSlices(Trace trace, Taker taker) {
        this.trace = trace;
        this.events = Events.of(trace);
        this.taker = taker;
    }

    /**
     * One profile.
     *
     * @param event the event that was counted
     * @param fromNanos the start, on the recording's clock
     * @param untilNanos the end, on the recording's clock
     * @param nanosPerSample the CPU time that a sample stands for; 0 if this time is unknown or the event is not a
     *     clock; in both cases, the profile only counts samples
     * @param packed the profile, compressed with gzip
     * @param plainBytes the size of the profile without compression
     */
    public record Slice(
            String event, long fromNanos, long untilNanos, long nanosPerSample, byte[] packed, int plainBytes) {}

    /** Receives the profiles one by one. */
    public interface Taker {
        /** Receives a profile and returns whether the next one is wanted. */
        boolean take(Slice slice) throws IOException;
    }

    /** The end of the recording, on the recording's clock, rounded up to full seconds. */
    public static long untilNanos(Trace trace) {
        return TimeSlices.untilNanos(trace);
    }

    /**
     * Splits a trace into profiles.
     *
     * @param epochOffset the number to add to the recording's clock to get nanoseconds since 1970
     */
    public static void of(Trace trace, long epochOffset, Taker taker) throws IOException {
        new PprofSlices(trace, taker).cut(epochOffset);
    }

    private void cut(long epochOffset) throws IOException {
        for (TimeSlices.Slice time : TimeSlices.of(trace)) {
            Selection selection = Selection.ALL.ofEvent(events.preferred()).within(time.fromNanos(), time.untilNanos());
            List<FoldedStacks.Stack> stacks =
                    FoldedStacks.of(trace, selection, Weight.samples).lines();
            if (!slice(stacks, time, epochOffset)) {
                return;
            }
        }
    }

    /** Emits the profiles of one slice, and returns whether more are wanted. */
    private boolean slice(List<FoldedStacks.Stack> stacks, TimeSlices.Slice time, long epochOffset) throws IOException {
        long nanosPerSample = events.nanosPerSample().orElse(0);
        for (int next = 0; next < stacks.size(); ) {
            PprofPart part = new PprofPart(stacks, nanosPerSample);
            next = part.take(next);
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            int plainBytes;
            try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
                plainBytes = part.write(time.fromNanos() + epochOffset, time.untilNanos() - time.fromNanos(), out);
            }
            if (!taker.take(new Slice(
                    events.preferred(),
                    time.fromNanos(),
                    time.untilNanos(),
                    nanosPerSample,
                    packed.toByteArray(),
                    plainBytes))) {
                return false;
            }
        }
        return true;
    }
}
