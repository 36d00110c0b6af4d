package faastrace.trace;

/** What a reader passed over, while it reads. */
final class Tally {
    long samples;
    long comments;
    long records;
    long sourceLines;
    long strange;
    long cut;
    long deepFrames;
    long truncated;
    long leftOut;

    void add(Tally other) {
        samples += other.samples;
        comments += other.comments;
        records += other.records;
        sourceLines += other.sourceLines;
        strange += other.strange;
        cut += other.cut;
        deepFrames += other.deepFrames;
        truncated += other.truncated;
        leftOut += other.leftOut;
    }

    Skipped skipped(boolean broken) {
        return new Skipped(comments, records, sourceLines, strange, cut, deepFrames, truncated, leftOut, broken);
    }
}
