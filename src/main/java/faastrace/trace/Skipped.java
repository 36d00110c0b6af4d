package faastrace.trace;

/**
 * What a reader left out of a trace, in lines unless said otherwise.
 *
 * @param comments lines that begin with {@code #}, our head included
 * @param records perf's own records, which have a time but no stack, and its decoding errors
 * @param sourceLines places in source files that stand below frames
 * @param strange lines that are none of what perf script prints, and frames without a sample
 * @param cut lines that were longer than is kept; their beginnings were read
 * @param deepFrames frames beyond the depth that is kept
 * @param truncatedSamples 1 if the trace broke off inside its last sample, which is not counted as read
 * @param leftOut names and stacks for which there was no room, because too many differ; {@code [left out]} stands for them
 * @param uncountable samples and folded stacks whose count has a fraction, or would make the sum larger than a number can be
 * @param crowded samples that so many invocations share that they count under none of them
 * @param tooLate samples whose time is larger than one can be kept: as a date, after the year 2262
 * @param broken whether compressed data was damaged or broke off, so that the end is missing
 */
public record Skipped(
        long comments,
        long records,
        long sourceLines,
        long strange,
        long cut,
        long deepFrames,
        long truncatedSamples,
        long leftOut,
        long uncountable,
        long crowded,
        long tooLate,
        boolean broken) {

    /** Whether anything was lost that somebody who looks at the trace should know of. */
    public boolean lossy() {
        return strange + cut + deepFrames + truncatedSamples + leftOut + uncountable + crowded + tooLate > 0 || broken;
    }
}
