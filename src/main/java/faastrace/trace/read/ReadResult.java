package faastrace.trace.read;

import faastrace.trace.Head;
import faastrace.trace.Skipped;

/**
 * What a pass over a trace found besides the samples.
 *
 * @param head our metadata
 * @param samples how many samples were read
 * @param skipped what was left out
 * @param encoding the name of the text's encoding where it is one that perf does not print, else empty
 */
public record ReadResult(Head head, long samples, Skipped skipped, String encoding) {
    /** Of a text as perf prints it. */
    public ReadResult(Head head, long samples, Skipped skipped) {
        this(head, samples, skipped, "");
    }
}
