package faastrace.trace;

/**
 * What a pass over a trace found besides the samples.
 *
 * @param head our metadata
 * @param samples how many samples were read
 * @param skipped what was left out
 */
public record Reading(Head head, long samples, Skipped skipped) {}
