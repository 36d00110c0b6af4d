package faastrace.trace.read;

/** Parses pieces of a trace, one after the other. Several parsers may share the pieces of one trace. */
interface ChunkParser {
    void parse(Chunk chunk);

    /** Counts what was read and skipped so far. */
    SkipCounts tally();
}
