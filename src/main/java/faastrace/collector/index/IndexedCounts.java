package faastrace.collector.index;

/**
 * The numbers of a trace by which lists are sorted.
 *
 * @param samples the number of samples
 * @param spanNanos the time from the first sample to the last
 * @param slowestNanos the duration of the slowest invocation
 */
public record IndexedCounts(long samples, long spanNanos, long slowestNanos) {}
