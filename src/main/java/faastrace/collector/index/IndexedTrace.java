package faastrace.collector.index;

import faastrace.trace.invocation.MeasuredInvocation;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * A trace in the index.
 *
 * @param folder the own name of the folder that contains the trace
 * @param file the name of the trace's file
 * @param bytes the size of the file
 * @param modified when the file was last written, in milliseconds since 1970
 * @param millis when the trace was received, in milliseconds since 1970
 * @param version the version of the function; empty if the trace doesn't name it
 * @param incomplete whether invocations may be missing, because parts of the trace could not be read
 * @param leftOut the number of invocations and other head lines that were left out, because they could not be parsed, or
 *     because there was no room for them
 * @param late how many milliseconds after the end of its last invocation the trace was received; 0 if this is not known
 */
public record IndexedTrace(
        String folder,
        String file,
        long bytes,
        long modified,
        long millis,
        String version,
        boolean incomplete,
        long leftOut,
        long late) {
    /** The longest time between the start of a trace's first invocation and the moment when it is received. */
    public static final long LONGEST_MILLIS = Duration.ofHours(1).toMillis();

    private static final long NANOS = 1_000_000;

    public IndexedTrace {
        Objects.requireNonNull(folder);
        Objects.requireNonNull(file);
        Objects.requireNonNull(version);
    }

    /**
     * How many milliseconds after the end of its last invocation a trace was received. 0 if the trace does not tell, or
     * if its clock and that of the collector don't match: then, the trace would come from the future, or be older than
     * {@link #LONGEST_MILLIS}.
     *
     * @param received when the trace was received, in milliseconds since 1970
     * @param epochNanos the time of day at the time 0 of the trace's clock
     */
    public static long late(long received, OptionalLong epochNanos, List<MeasuredInvocation> invocations) {
        if (epochNanos.isEmpty() || invocations.isEmpty()) {
            return 0;
        }
        long last = invocations.stream()
                .mapToLong(MeasuredInvocation::endNanos)
                .max()
                .orElse(0);
        long first = invocations.stream()
                .mapToLong(MeasuredInvocation::startNanos)
                .min()
                .orElse(0);
        long epoch = epochNanos.getAsLong() / NANOS;
        long late = received - (epoch + last / NANOS);
        boolean plausible = late > 0 && received - (epoch + first / NANOS) <= LONGEST_MILLIS;
        return plausible ? late : 0;
    }

    /** The trace's key in pages and URLs: {@code FOLDER/FILE}. */
    public String key() {
        return folder + "/" + file;
    }
}
