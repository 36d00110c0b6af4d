package faastrace.trace;

/**
 * What a reader skipped in a trace. Each value is a number of lines unless stated otherwise.
 *
 * @param comments lines that start with {@code #}, including those of our head
 * @param headLines lines of our head that could not be parsed, or were over a limit
 * @param records perf's own records, which have a time but no stack, and perf's decoding errors
 * @param sourceLines lines with source file positions, which follow frames
 * @param strange lines that don't look like output of perf script, and frames that belong to no sample
 * @param cut lines that were too long; in perf script text, the beginnings of such lines were read
 * @param deepFrames frames beyond the maximum depth
 * @param truncatedSamples 1 if the trace ends inside its last sample, otherwise 0; such a sample is not counted as read
 * @param leftOut names and stacks that were replaced by {@code [left out]}, because there were too many different ones
 * @param uncountable samples and folded stacks whose count has a fraction, or would make the sum too large to store
 * @param crowded samples that are attributed to no invocation, because too many invocations share them
 * @param tooLate samples whose time is too large to store (as a date, it would be after the year 2262)
 * @param broken whether compressed data was damaged or truncated, so that the end is missing
 */
public record Skipped(
        long comments,
        long headLines,
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

    /** Whether anything was lost that the user should know about. */
    public boolean lossy() {
        long lost =
                headLines + strange + cut + deepFrames + truncatedSamples + leftOut + uncountable + crowded + tooLate;
        return lost > 0 || broken;
    }
}
