package faastrace.collector.store;

import faastrace.pages.ListSummary;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A trace as the {@link Inventory} keeps it in memory. To save memory, it has only the values that are needed to sort
 * lists. Traces are compared by time, then by name.
 */
public final class KnownTrace implements Comparable<KnownTrace> {
    private static final long NOT_COUNTED = -1;
    private static final long UNREADABLE = -2;

    private final long millis;
    private final long id;
    /** The file name if a user chose it; null if a collector chose it. */
    private final @Nullable String ownName;

    private final long bytes;
    private final long modified;
    private long slowestNanos;
    private long spanNanos;
    private volatile int indexedIn;
    /** The number of samples. It is written last, so that a thread that sees this value also sees the other values. */
    private volatile long samples = NOT_COUNTED;

    private KnownTrace(long millis, long id, @Nullable String ownName, long bytes, long modified) {
        this.millis = millis;
        this.id = id;
        this.ownName = ownName;
        this.bytes = bytes;
        this.modified = modified;
    }

    /** The trace in a file with the given name and state. */
    static KnownTrace of(String file, BasicFileAttributes state) {
        long modified = state.lastModifiedTime().toMillis();
        if (FileName.isOurs(file)) {
            return new KnownTrace(FileName.millis(file), FileName.idBits(file), null, state.size(), modified);
        }
        long millis = FileName.time(file).map(Instant::toEpochMilli).orElse(modified);
        return new KnownTrace(millis, 0, file, state.size(), modified);
    }

    /** Marks a place in a sorted list: the place of a file with the given time and name. */
    public static KnownTrace at(long millis, String file) {
        return FileName.isOurs(file) && FileName.millis(file) == millis
                ? new KnownTrace(millis, FileName.idBits(file), null, 0, 0)
                : new KnownTrace(millis, 0, file, 0, 0);
    }

    /** A key for finding the trace with the given file name in a sorted list; empty if no collector chose the name. */
    static Optional<KnownTrace> probe(String file) {
        return FileName.isOurs(file)
                ? Optional.of(new KnownTrace(FileName.millis(file), FileName.idBits(file), null, 0, 0))
                : Optional.empty();
    }

    /** The name of the file. */
    public String file() {
        return ownName != null ? ownName : FileName.of(millis, FileName.idText(id));
    }

    /** The id in the file name; 0 if a user chose the name. */
    public long id() {
        return id;
    }

    /** Whether a collector stored the trace. All other traces were put into the folder by users. */
    public boolean isOurs() {
        return ownName == null;
    }

    /** The value of {@link #time}, in milliseconds since 1970. */
    public long millis() {
        return millis;
    }

    /** When the trace was received. If a user put the trace into the folder, when its file was last written. */
    public Instant time() {
        return Instant.ofEpochMilli(millis);
    }

    /** The size of the trace's file in bytes. */
    public long bytes() {
        return bytes;
    }

    /** When the trace's file was last written, in milliseconds since 1970. */
    public long modified() {
        return modified;
    }

    /** Whether the other trace is the same file in the same state. */
    boolean isSame(KnownTrace other) {
        return compareTo(other) == 0 && bytes == other.bytes && modified == other.modified;
    }

    /** Sets the numbers that the trace is sorted by. */
    public void count(ListSummary summary) {
        count(summary.samples(), summary.spanNanos(), summary.slowestNanos());
    }

    /** Sets the numbers that the trace is sorted by. The last two are in nanoseconds. */
    public synchronized void count(long count, long span, long slowest) {
        slowestNanos = slowest;
        spanNanos = span;
        samples = count;
    }

    /** Notes that the index with the given number has this trace. */
    public void markIndexed(int generation) {
        indexedIn = generation;
    }

    /** The number of the index that has this trace; 0 if none has it. */
    public int indexedIn() {
        return indexedIn;
    }

    /** Marks the trace as unreadable, so that it is not read again. */
    public synchronized void leaveOut() {
        if (samples == NOT_COUNTED) {
            samples = UNREADABLE;
        }
    }

    /** Whether the trace's samples have been counted. */
    public boolean isCounted() {
        return samples >= 0;
    }

    /** Whether counting the trace's samples failed. */
    public boolean isUnreadable() {
        return samples == UNREADABLE;
    }

    /** The number of samples, -1 if they are not counted. */
    public long samples() {
        return Math.max(NOT_COUNTED, samples);
    }

    /** The duration of the trace's slowest invocation, -1 if unknown. */
    public long slowestNanos() {
        return isCounted() ? slowestNanos : NOT_COUNTED;
    }

    /** The time from the trace's first sample to its last sample, -1 if unknown. */
    public long spanNanos() {
        return isCounted() ? spanNanos : NOT_COUNTED;
    }

    @Override
    public int compareTo(KnownTrace other) {
        if (millis != other.millis) {
            return Long.compare(millis, other.millis);
        }
        return isOurs() && other.isOurs() ? Long.compareUnsigned(id, other.id) : file().compareTo(other.file());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KnownTrace trace && compareTo(trace) == 0;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(millis);
    }
}
