package faastrace.trace.read;

import faastrace.trace.Head;
import faastrace.trace.Skipped;

/**
 * The result of reading a trace, apart from the samples themselves.
 *
 * @param head the metadata from our head lines
 * @param samples the number of samples that were read
 * @param waits the number of waits that were read ({@link faastrace.trace.OffCpu})
 * @param skipped what the reader skipped
 * @param encoding the name of the text's encoding; empty if perf itself prints in this encoding
 */
public record ReadResult(Head head, long samples, long waits, Skipped skipped, String encoding) {
    /** Creates the result for a text in the encoding in which perf prints. */
    public ReadResult(Head head, long samples, Skipped skipped) {
        this(head, samples, 0, skipped, "");
    }
}
