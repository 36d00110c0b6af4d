package faastrace.collector.index;

/**
 * A row of the index.
 *
 * @param id the number of the row
 */
public record IndexedRow(long id, IndexedTrace trace, IndexedCounts counts) {}
