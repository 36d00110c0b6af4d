package faastrace.pages;

import faastrace.trace.CallTree;
import faastrace.trace.Head;
import faastrace.trace.Trace;
import java.util.Arrays;
import java.util.List;

/** Makes the {@link Summary} of a trace. */
public final class Summing {
    private static final int PARTS = 48;
    private static final double NANOS = 1e9;
    private static final int THOUSAND = 1000;

    private final Trace trace;
    private final long first;
    private final long span;
    private String hottest = "";
    private long hottestSamples;

    private Summing(Trace trace) {
        this.trace = trace;
        this.first = trace.firstNanos();
        long last = first;
        for (int row = 0; row < trace.size(); row++) {
            last = Math.max(last, trace.nanos(row));
        }
        span = last - first;
    }

    /** Looks at each sample once. */
    public static Summary of(Trace trace) {
        return new Summing(trace).summary();
    }

    private Summary summary() {
        findHottest();
        long samples = samples();
        return new Summary(
                samples,
                span,
                cpu(samples),
                (int) trace.heads().stream()
                        .mapToLong(head -> head.invocations().size())
                        .sum(),
                slowest(),
                trace.find("language").orElse(""),
                trace.find("cpu").orElse(""),
                hottest,
                (int) (hottestSamples * THOUSAND / Math.max(1, samples)),
                course());
    }

    private long samples() {
        long samples = 0;
        for (int row = 0; row < trace.size(); row++) {
            samples += trace.samples(row);
        }
        return samples;
    }

    /** Clocks count nanoseconds; of other events only the rate tells how long there was between two. */
    private long cpu(long samples) {
        if (trace.events().stream().allMatch(event -> event.matches("(cpu|task)-clock(:.*)?"))) {
            long nanos = 0;
            for (int row = 0; row < trace.size(); row++) {
                nanos += trace.period(row);
            }
            if (nanos > samples) {
                return nanos;
            }
        }
        return trace.find("rate")
                .filter(rate -> rate.matches("[1-9][0-9]{0,6}"))
                .map(rate -> (long) (samples * NANOS / Long.parseLong(rate)))
                .orElse(-1L);
    }

    private long slowest() {
        return trace.heads().stream()
                .map(Head::invocations)
                .flatMap(List::stream)
                .mapToLong(one -> one.endNanos() - one.startNanos())
                .max()
                .orElse(0);
    }

    /** The function that most samples were taken in. */
    private void findHottest() {
        CallTree tree = new CallTree();
        CallTree.Leaves leaves = tree.add(trace);
        long[] counts = new long[1024];
        for (int row = 0; row < trace.size(); row++) {
            int label = tree.label(leaves.of(row));
            counts = label < counts.length ? counts : Arrays.copyOf(counts, label * 2);
            counts[label] += trace.depth(trace.stack(row)) > 0 ? trace.samples(row) : 0;
        }
        int best = 0;
        for (int label = 1; label < counts.length; label++) {
            best = counts[label] > counts[best] ? label : best;
        }
        hottest = counts[best] == 0 ? "" : tree.labels().get(best).name();
        hottestSamples = counts[best];
    }

    private List<Long> course() {
        long[] parts = new long[PARTS];
        for (int row = 0; row < trace.size(); row++) {
            parts[(int) ((trace.nanos(row) - first) / (span / PARTS + 1))] += trace.samples(row);
        }
        return Arrays.stream(parts).boxed().toList();
    }
}
