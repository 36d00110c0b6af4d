package faastrace.trace.write;

import faastrace.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Divides the time of a trace into parts of about ten seconds. */
final class TimeSlices {
    private static final long SECOND = 1_000_000_000;
    private static final long MOST_SECONDS = 15;

    /**
     * The maximum number of slices, which is enough for four hours. If a trace seems to be longer, its clock was wrong.
     * Such a trace gets longer slices instead of more slices.
     */
    private static final long MOST_SLICES = 1000;

    private TimeSlices() {}

    /**
     * A part of a trace's time, on the recording's clock.
     *
     * @param fromNanos the start
     * @param untilNanos the end (exclusive)
     */
    record Slice(long fromNanos, long untilNanos) {}

    /** The end of the recording, on the recording's clock, rounded up to full seconds. */
    static long untilNanos(Trace trace) {
        long last =
                IntStream.range(0, trace.size()).mapToLong(trace::nanos).max().orElse(0);
        return (last / SECOND + 1) * SECOND;
    }

    /** All slices, one after another. Together they contain all samples. */
    static List<Slice> of(Trace trace) {
        long from = trace.firstNanos() / SECOND * SECOND;
        long until = untilNanos(trace);
        long seconds = (until - from) / SECOND;
        long count = Math.max(1, Math.min(MOST_SLICES, (seconds + MOST_SECONDS - 1) / MOST_SECONDS));
        long length = (seconds + count - 1) / count * SECOND;
        List<Slice> slices = new ArrayList<>();
        for (long start = from; start < until; start += length) {
            slices.add(new Slice(start, start + length));
        }
        return slices;
    }
}
