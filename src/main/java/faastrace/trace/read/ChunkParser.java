package faastrace.trace.read;

/** Reads the pieces of a trace, one after the other; several may read the pieces of one trace. */
interface ChunkParser {
    void parse(Chunk chunk);

    /** What it has met so far. */
    SkipCounts tally();
}
