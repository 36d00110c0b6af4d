package faastrace.trace.read;

import faastrace.trace.Skipped;

/** Counts what a parser read and skipped. */
final class SkipCounts {
    /**
     * The maximum sum of all counts. It is well below the maximum of a long, because a sample with several owners is
     * counted more than once.
     */
    static final long MOST_EVENTS = Long.MAX_VALUE / 4;

    private final long room;
    long samples;
    long waits;
    long events;
    long comments;
    long headLines;
    long records;
    long sourceLines;
    long strange;
    long cut;
    long deepFrames;
    long truncated;
    long leftOut;
    long uncountable;
    long crowded;
    long tooLate;

    SkipCounts() {
        this(MOST_EVENTS);
    }

    /** @param room the maximum number of events */
    SkipCounts(long room) {
        this.room = room;
    }

    /**
     * Adds the events of a row to the sum and returns true. If the sum would become too large, returns false instead.
     */
    boolean takes(long more) {
        boolean fits = more <= room - events;
        events += fits ? more : 0;
        uncountable += fits ? 0 : 1;
        return fits;
    }

    void add(SkipCounts other) {
        samples += other.samples;
        waits += other.waits;
        events += other.events;
        comments += other.comments;
        headLines += other.headLines;
        records += other.records;
        sourceLines += other.sourceLines;
        strange += other.strange;
        cut += other.cut;
        deepFrames += other.deepFrames;
        truncated += other.truncated;
        leftOut += other.leftOut;
        uncountable += other.uncountable;
        crowded += other.crowded;
        tooLate += other.tooLate;
    }

    Skipped skipped(boolean broken) {
        return new Skipped(
                comments,
                headLines,
                records,
                sourceLines,
                strange,
                cut,
                deepFrames,
                truncated,
                leftOut,
                uncountable,
                crowded,
                tooLate,
                broken);
    }
}
