package faastrace.pages;

import faastrace.trace.CallTree;
import faastrace.trace.Events;
import faastrace.trace.Head;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Makes the {@link ListSummary} of a trace. If the trace has several events, the numbers are those of the preferred
 * event.
 */
final class SummaryBuilder {
    private static final int PARTS = 48;
    private static final int THOUSAND = 1000;

    private final Trace trace;
    private final Events events;
    private final int[] rows;
    private final long first;
    private final long span;
    private String hottest = "";
    private long hottestSamples;

    SummaryBuilder(Trace trace) {
        this.trace = trace;
        this.events = Events.of(trace);
        this.first = trace.firstNanos();
        IntPredicate counted = Selection.ALL.ofEvent(events.preferred()).of(trace);
        rows = IntStream.range(0, trace.size()).filter(counted).toArray();
        long last = first;
        for (int row = 0; row < trace.size(); row++) {
            last = Math.max(last, trace.nanos(row));
        }
        span = last - first;
    }

    /** Counts the samples and returns the summary. */
    ListSummary summary() {
        findHottest();
        long samples = events.samples(events.preferred());
        return new ListSummary(
                samples,
                span,
                events.cpuNanos().orElse(-1),
                (int) trace.heads().stream()
                        .mapToLong(head -> head.invocations().size())
                        .sum(),
                trace.skipped().headLines(),
                slowest(),
                trace.find("language").orElse(""),
                trace.find("cpu").orElse(""),
                trace.find(Head.VERSION).orElse(""),
                hottest,
                (int) (hottestSamples * THOUSAND / Math.max(1, samples)),
                course());
    }

    private long slowest() {
        return trace.heads().stream()
                .map(Head::invocations)
                .flatMap(List::stream)
                .mapToLong(one -> one.endNanos() - one.startNanos())
                .max()
                .orElse(0);
    }

    /** Finds the function with the most self samples. */
    private void findHottest() {
        CallTree tree = new CallTree();
        CallTree.Leaves leaves = tree.add(trace);
        long[] counts = new long[1024];
        for (int row : rows) {
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
        for (int row : rows) {
            parts[(int) ((trace.nanos(row) - first) / (span / PARTS + 1))] += trace.samples(row);
        }
        return Arrays.stream(parts).boxed().toList();
    }
}
