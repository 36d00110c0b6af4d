package faastrace.trace.read;

import faastrace.trace.Attribution;
import faastrace.trace.Frame;
import faastrace.trace.Head;
import faastrace.trace.Invocation;
import faastrace.trace.Sample;
import faastrace.trace.Skipped;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Statistics about a trace.
 *
 * @param head the metadata from our head lines
 * @param samples the number of samples
 * @param attributed the number of samples that belong to at least one invocation
 * @param named the number of samples with a frame whose function name is known
 * @param matching the number of samples with a frame that matched the predicate
 * @param firstNanos the time of the earliest sample, on the recording's clock, if there is one
 * @param lastNanos the time of the latest sample
 * @param invocations the invocations in the order of the head, each with its number of samples
 * @param skipped what the reader skipped
 */
public record TraceSummary(
        Head head,
        long samples,
        long attributed,
        long named,
        long matching,
        OptionalLong firstNanos,
        OptionalLong lastNanos,
        List<InvocationSamples> invocations,
        Skipped skipped) {

    /** The number of samples of an invocation. */
    public record InvocationSamples(Invocation invocation, long samples) {}

    public TraceSummary {
        invocations = List.copyOf(invocations);
    }

    /** Like {@link #of(InputStream, Predicate)}, with a predicate that matches nothing. */
    public static TraceSummary of(InputStream in) throws IOException {
        return of(in, frame -> false);
    }

    /**
     * Reads a trace to its end.
     *
     * @param in perf script text, with or without gzip; stays open
     * @param predicate matches the frames that make a sample count as matching
     * @throws IOException if the stream can't be read
     */
    public static TraceSummary of(InputStream in, Predicate<Frame> predicate) throws IOException {
        Count count = new Count(predicate);
        return count.summary(PerfScriptReader.read(in, count::heard, count::add));
    }

    /** The share of samples with a known function name, from 0 to 1; 0 if there are no samples. */
    public double namedShare() {
        return share(named);
    }

    /** The share of samples with a matching frame, from 0 to 1; 0 if there are no samples. */
    public double matchingShare() {
        return share(matching);
    }

    private double share(long part) {
        return samples == 0 ? 0 : (double) part / samples;
    }

    /** Counts while the trace is being read. */
    private static final class Count {
        private final Predicate<Frame> predicate;
        private Attribution attribution = new Attribution(List.of());
        private long[] own = {};
        private long attributed;
        private long named;
        private long matching;
        private long first = Long.MAX_VALUE;
        private long last = Long.MIN_VALUE;

        Count(Predicate<Frame> predicate) {
            this.predicate = predicate;
        }

        void heard(Head head) {
            attribution = new Attribution(head.invocations());
            own = new long[head.invocations().size()];
        }

        void add(Sample sample) {
            int[] owners = attribution.owners(sample);
            for (int owner : owners) {
                own[owner]++;
            }
            attributed += owners.length == 0 ? 0 : 1;
            named += sample.frames().stream().anyMatch(Frame::named) ? 1 : 0;
            matching += sample.frames().stream().anyMatch(predicate) ? 1 : 0;
            first = Math.min(first, sample.timeNanos());
            last = Math.max(last, sample.timeNanos());
        }

        TraceSummary summary(ReadResult reading) {
            boolean none = reading.samples() == 0;
            return new TraceSummary(
                    reading.head(),
                    reading.samples(),
                    attributed,
                    named,
                    matching,
                    none ? OptionalLong.empty() : OptionalLong.of(first),
                    none ? OptionalLong.empty() : OptionalLong.of(last),
                    invocations(reading.head().invocations()),
                    reading.skipped());
        }

        private List<InvocationSamples> invocations(List<Invocation> all) {
            List<InvocationSamples> counted = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) {
                counted.add(new InvocationSamples(all.get(i), i < own.length ? own[i] : 0));
            }
            return counted;
        }
    }
}
