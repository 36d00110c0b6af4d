package faastrace.trace.write;

import faastrace.trace.Events;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import faastrace.trace.Weight;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/**
 * A trace as profiles of some ten seconds, none larger than backends take. Their stacks are those of
 * {@link FoldedStacks}, the thread's name outermost, so that both tell the same; a label for it would make another
 * series of each name. Of a trace with several events, only the preferred one is in them.
 */
public final class PprofSlices {
    private static final long SECOND = 1_000_000_000;
    private static final long MOST_SECONDS = 15;

    /** More than four hours come from clocks gone wrong, and their slices are longer. */
    private static final long MOST_SLICES = 1000;

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
     * @param event what was counted
     * @param fromNanos where it begins, on the recording's clock
     * @param untilNanos where it ends
     * @param nanosPerSample the time on a processor that a sample stands for; 0 if that is unknown, or if the event is no
     *     clock, so that the profile holds numbers of samples only
     * @param packed the profile, packed with gzip
     */
    public record Slice(String event, long fromNanos, long untilNanos, long nanosPerSample, byte[] packed) {}

    /** Gets the profiles one by one. */
    public interface Taker {
        /** Says whether it wants the next one. */
        boolean take(Slice slice) throws IOException;
    }

    /** The end of what was recorded, on the recording's clock, to the second. */
    public static long untilNanos(Trace trace) {
        long last =
                IntStream.range(0, trace.size()).mapToLong(trace::nanos).max().orElse(0);
        return (last / SECOND + 1) * SECOND;
    }

    /**
     * Cuts a trace.
     *
     * @param epochOffset what to add to the recording's clock to get nanoseconds since 1970
     */
    public static void of(Trace trace, long epochOffset, Taker taker) throws IOException {
        new PprofSlices(trace, taker).cut(epochOffset);
    }

    private void cut(long epochOffset) throws IOException {
        long from = trace.firstNanos() / SECOND * SECOND;
        long seconds = (untilNanos(trace) - from) / SECOND;
        long slices = Math.max(1, Math.min(MOST_SLICES, (seconds + MOST_SECONDS - 1) / MOST_SECONDS));
        long length = (seconds + slices - 1) / slices * SECOND;
        for (long start = from; start < untilNanos(trace); start += length) {
            Selection selection = Selection.ALL.ofEvent(events.preferred()).within(start, start + length);
            List<FoldedStacks.Stack> stacks =
                    FoldedStacks.of(trace, selection, Weight.samples).lines();
            if (!slice(stacks, start, length, epochOffset)) {
                return;
            }
        }
    }

    /** Says whether more is wanted. */
    private boolean slice(List<FoldedStacks.Stack> stacks, long start, long length, long epochOffset)
            throws IOException {
        long nanosPerSample = events.nanosPerSample().orElse(0);
        for (int next = 0; next < stacks.size(); ) {
            PprofPart part = new PprofPart(stacks, nanosPerSample);
            next = part.take(next);
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
                part.write(start + epochOffset, length, out);
            }
            if (!taker.take(
                    new Slice(events.preferred(), start, start + length, nanosPerSample, packed.toByteArray()))) {
                return false;
            }
        }
        return true;
    }
}
