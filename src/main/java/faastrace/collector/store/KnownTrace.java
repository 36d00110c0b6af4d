package faastrace.collector.store;

import faastrace.pages.ListSummary;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Optional;

/**
 * A trace as the {@link Inventory} holds it in memory: a few bytes with what lists are sorted by. Traces are sorted by
 * time, then by name.
 */
public final class KnownTrace implements Comparable<KnownTrace> {
    private static final long NOT_COUNTED = -1;
    private static final long UNREADABLE = -2;

    private final long millis;
    private final long id;
    /** The file name, if the file was not named by a collector; otherwise null. */
    private final String ownName;

    private final long bytes;
    private final long modified;
    private long slowestNanos;
    private long spanNanos;
    /** Written last, so that a thread that sees it also sees the other values. */
    private volatile long samples = NOT_COUNTED;

    private KnownTrace(long millis, long id, String ownName, long bytes, long modified) {
        this.millis = millis;
        this.id = id;
        this.ownName = ownName;
        this.bytes = bytes;
        this.modified = modified;
    }

    /** The trace in a file with that name and state. */
    static KnownTrace of(String file, BasicFileAttributes state) {
        long modified = state.lastModifiedTime().toMillis();
        if (FileName.isOurs(file)) {
            return new KnownTrace(FileName.millis(file), FileName.idBits(file), null, state.size(), modified);
        }
        long millis = FileName.time(file).map(Instant::toEpochMilli).orElse(modified);
        return new KnownTrace(millis, 0, file, state.size(), modified);
    }

    /** A place in the order of traces: that of a file with that name and time. */
    public static KnownTrace at(long millis, String file) {
        return FileName.isOurs(file) && FileName.millis(file) == millis
                ? new KnownTrace(millis, FileName.idBits(file), null, 0, 0)
                : new KnownTrace(millis, 0, file, 0, 0);
    }

    /** A key to find the trace with that file name among others, if a collector named it. */
    static Optional<KnownTrace> probe(String file) {
        return FileName.isOurs(file)
                ? Optional.of(new KnownTrace(FileName.millis(file), FileName.idBits(file), null, 0, 0))
                : Optional.empty();
    }

    /** The file in its folder. */
    public String file() {
        return ownName != null ? ownName : FileName.of(Instant.ofEpochMilli(millis), FileName.idText(id));
    }

    /** Whether a collector stored it. Others were put there by users. */
    boolean isOurs() {
        return ownName == null;
    }

    /** When it arrived, in milliseconds since 1970. */
    public long millis() {
        return millis;
    }

    /** When it was received. If no collector received it, when its file was last written. */
    public Instant time() {
        return Instant.ofEpochMilli(millis);
    }

    /** Its size as stored. */
    public long bytes() {
        return bytes;
    }

    /** When its file was last written. */
    public long modified() {
        return modified;
    }

    /** Whether it is the same file in the same state. */
    boolean isSame(KnownTrace other) {
        return compareTo(other) == 0 && bytes == other.bytes && modified == other.modified;
    }

    /** Sets the numbers that it is sorted by. */
    public synchronized void count(ListSummary summary) {
        slowestNanos = summary.slowestNanos();
        spanNanos = summary.spanNanos();
        samples = summary.samples();
    }

    /** Marks it as unreadable, so that it is not read again. */
    public synchronized void leaveOut() {
        if (samples == NOT_COUNTED) {
            samples = UNREADABLE;
        }
    }

    /** Whether its samples have been counted. */
    public boolean isCounted() {
        return samples >= 0;
    }

    /** Whether its samples can't be counted. */
    public boolean isUnreadable() {
        return samples == UNREADABLE;
    }

    /** The number of samples, -1 if they are not counted. */
    public long samples() {
        return Math.max(NOT_COUNTED, samples);
    }

    /** The duration of its slowest invocation, -1 if unknown. */
    public long slowestNanos() {
        return isCounted() ? slowestNanos : NOT_COUNTED;
    }

    /** The time from its first sample to its last, -1 if unknown. */
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
