package faastrace.trace.read;

import faastrace.trace.Attribution;
import faastrace.trace.Head;
import faastrace.trace.Invocation;
import faastrace.trace.Sample;
import faastrace.trace.Skipped;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * The invocations of a trace, each with its number of samples. The samples are counted while the trace is read, so a
 * long trace needs no more memory than a short one.
 *
 * @param invocations the invocations in the order of the head
 * @param samples the number of all samples in the trace, including those outside all invocations
 * @param firstNanos the time of the earliest sample, on the recording's clock, if there is one
 * @param skipped what the reader skipped
 */
public record CountedInvocations(List<Counted> invocations, long samples, OptionalLong firstNanos, Skipped skipped) {

    /** An invocation and the number of its samples. A sample can belong to several invocations. */
    public record Counted(Invocation invocation, long samples) {}

    public CountedInvocations {
        invocations = List.copyOf(invocations);
    }

    /**
     * Reads a trace to its end.
     *
     * @param in perf script text, with or without gzip; stays open
     * @throws IOException if the stream can't be read
     */
    public static CountedInvocations of(InputStream in) throws IOException {
        Count count = new Count();
        ReadResult result = PerfScriptReader.read(in, count::head, count::add);
        return new CountedInvocations(
                count.invocations(result.head().invocations()),
                result.samples(),
                result.samples() == 0 ? OptionalLong.empty() : OptionalLong.of(count.first),
                result.skipped());
    }

    private static final class Count {
        private Attribution attribution = new Attribution(List.of());
        private long[] samples = {};
        private long first = Long.MAX_VALUE;

        void head(Head head) {
            attribution = new Attribution(head.invocations());
            samples = new long[head.invocations().size()];
        }

        void add(Sample sample) {
            for (int owner : attribution.owners(sample)) {
                samples[owner]++;
            }
            first = Math.min(first, sample.timeNanos());
        }

        List<Counted> invocations(List<Invocation> all) {
            return IntStream.range(0, all.size())
                    .mapToObj(i -> new Counted(all.get(i), i < samples.length ? samples[i] : 0))
                    .toList();
        }
    }
}
