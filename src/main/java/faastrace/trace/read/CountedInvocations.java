package faastrace.trace.read;

import faastrace.trace.Head;
import faastrace.trace.Invocation;
import faastrace.trace.Trace;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * The invocations of a trace, each with its number of samples. Samples that are alike are added up while the trace is
 * read, so the memory depends on the number of different stacks, not on the number of samples.
 *
 * @param invocations the invocations in the order of the head
 * @param firstNanos the time of the earliest sample, on the recording's clock, if there is one
 * @param result what else was read; its samples include those outside all invocations
 */
public record CountedInvocations(List<Counted> invocations, OptionalLong firstNanos, ReadResult result) {
    private static final int FOR_INVOCATION = 1000;
    private static final int FOR_CHILD = 32;

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
        return of(in, Long.MAX_VALUE);
    }

    /**
     * Like {@link #of(InputStream)}, with bounded memory.
     *
     * @param memory the approximate limit in bytes; beyond it, throws {@link TraceTooLarge}
     */
    public static CountedInvocations of(InputStream in, long memory) throws IOException {
        CountedInvocations counted = read(in, memory);
        if (counted.memory() > memory) {
            throw new TraceTooLarge();
        }
        return counted;
    }

    private static CountedInvocations read(InputStream in, long memory) throws IOException {
        TraceReader reader = TraceReader.ofInvocations(memory);
        ReadResult result = reader.add(in);
        Trace trace = reader.trace();
        List<Invocation> all = result.head().invocations();
        long[] samples = samples(all.size(), trace);
        return new CountedInvocations(
                IntStream.range(0, all.size())
                        .mapToObj(i -> new Counted(all.get(i), samples[i]))
                        .toList(),
                trace.size() == 0 && !trace.hasWaits() ? OptionalLong.empty() : OptionalLong.of(trace.firstNanos()),
                result);
    }

    /** An estimate of the memory in bytes that the invocations and a table of them need. */
    public long memory() {
        long memory = 0;
        for (Counted one : invocations) {
            memory += FOR_INVOCATION
                    + 4L * one.invocation().id().length()
                    + (long) FOR_CHILD * one.invocation().children().size();
        }
        for (String text : result.head().meta().values()) {
            memory += 2L * text.length();
        }
        return memory;
    }

    /** The same head, with the index of each invocation as its id. */
    static Head numbered(Head head) {
        List<Invocation> all = head.invocations();
        List<Invocation> numbered = IntStream.range(0, all.size())
                .mapToObj(i -> withId(Integer.toString(i), all.get(i)))
                .toList();
        return new Head(head.format(), head.meta(), numbered, head.malformed());
    }

    private static Invocation withId(String id, Invocation of) {
        return new Invocation(
                id,
                of.startNanos(),
                of.endNanos(),
                of.pid(),
                of.tid(),
                of.children(),
                of.overlap(),
                of.times(),
                of.givenContext());
    }

    /** The number of samples of each invocation. First adds up the samples of each set of owners. */
    private static long[] samples(int invocations, Trace trace) {
        long[] ofSets = new long[trace.ownerSets()];
        for (int row = 0; row < trace.size(); row++) {
            ofSets[trace.owners(row)] += trace.samples(row);
        }
        long[] samples = new long[invocations];
        for (int set = 0; set < ofSets.length; set++) {
            for (String index : trace.invocations(set)) {
                samples[Integer.parseInt(index)] += ofSets[set];
            }
        }
        return samples;
    }
}
