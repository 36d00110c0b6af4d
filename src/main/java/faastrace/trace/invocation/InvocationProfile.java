package faastrace.trace.invocation;

import faastrace.trace.Events;
import faastrace.trace.Head;
import faastrace.trace.Invocation;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import faastrace.trace.table.SequenceTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The invocations of one trace, and where in the call tree their samples are. If the trace has several events, only the
 * samples of the preferred event are counted. Samples outside all invocations are left out.
 *
 * @param facts the values of the trace's meta line, such as {@code function} and {@code version}
 * @param nanosPerSample the CPU time that one sample stands for; absent if the event is not a clock, or if its rate is
 *     not known
 * @param invocations the invocations, in the order of the trace's head
 * @param event the name of the event; empty if the trace doesn't name it
 * @param tree the stacks of the samples
 * @param incomplete whether parts of the trace could not be read, or were left out because a limit was reached
 * @param leftOut the number of head lines that were left out, because they could not be parsed, or because there was no
 *     room for them
 * @param weights the samples, added up for each node of the tree and for each set of invocations
 */
public record InvocationProfile(
        Map<String, String> facts,
        OptionalLong nanosPerSample,
        List<MeasuredInvocation> invocations,
        String event,
        StackTree tree,
        boolean incomplete,
        long leftOut,
        List<Weights> weights) {
    private static final int[] NOBODY = {};

    /**
     * If more invocations than this have the same id, their samples are left out, because the id identifies nothing.
     */
    private static final int MOST_ALIKE = 20;

    /**
     * The samples that belong to the same invocations. Usually, this is one invocation. If invocations overlap in one
     * thread, their samples can't be told apart, so they belong to all of these invocations.
     *
     * @param owners the indices of the invocations, in ascending order
     * @param nodes the nodes of the tree at which the samples' stacks end
     * @param samples the number of samples at each of these nodes
     */
    public record Weights(int[] owners, int[] nodes, long[] samples) {
        /** The number of all samples. */
        public long total() {
            long total = 0;
            for (long count : samples) {
                total += count;
            }
            return total;
        }
    }

    public InvocationProfile {
        facts = Map.copyOf(facts);
        invocations = List.copyOf(invocations);
        weights = List.copyOf(weights);
    }

    /** Adds up the samples of a trace that was read from one file. */
    public static InvocationProfile of(Trace trace) {
        List<Invocation> all = trace.heads().stream()
                .map(Head::invocations)
                .flatMap(List::stream)
                .toList();
        StackTree tree = new StackTree();
        Events events = Events.of(trace);
        String event = events.preferred();
        List<Weights> weights = weights(trace, event, all, tree);
        long[] samples = new long[all.size()];
        for (Weights some : weights) {
            for (int owner : some.owners()) {
                samples[owner] += some.total();
            }
        }
        Map<String, String> facts = new HashMap<>();
        trace.heads().forEach(head -> head.meta().forEach(facts::putIfAbsent));
        return new InvocationProfile(
                facts,
                Events.isClock(event) ? events.nanosPerSample() : OptionalLong.empty(),
                IntStream.range(0, all.size())
                        .mapToObj(i -> MeasuredInvocation.of(all.get(i), samples[i]))
                        .toList(),
                event,
                tree,
                trace.skipped().lossy(),
                trace.skipped().headLines(),
                weights);
    }

    private static List<Weights> weights(Trace trace, String event, List<Invocation> all, StackTree tree) {
        IntPredicate counted = Selection.ALL.ofEvent(event).of(trace);
        StackTree.Leaves leaves = new StackTree.Leaves(tree, trace);
        Owners owners = new Owners(trace, all);
        SequenceTable sets = new SequenceTable();
        SequenceTable places = new SequenceTable();
        long[] samples = new long[64];
        for (int row = 0; row < trace.size(); row++) {
            int[] mine = trace.owners(row) != 0 && counted.test(row) ? owners.of(row) : NOBODY;
            if (mine.length > 0) {
                int place = places.id(sets.id(mine), leaves.of(row));
                if (place == samples.length) {
                    samples = Arrays.copyOf(samples, 2 * place);
                }
                samples[place] += trace.samples(row);
            }
        }
        return grouped(sets, places, samples);
    }

    private static List<Weights> grouped(SequenceTable sets, SequenceTable places, long[] samples) {
        int[] sizes = new int[sets.size()];
        for (int place = 0; place < places.size(); place++) {
            sizes[places.at(place, 0)]++;
        }
        List<Weights> weights = new ArrayList<>();
        for (int set = 0; set < sizes.length; set++) {
            weights.add(new Weights(sets.get(set), new int[sizes[set]], new long[sizes[set]]));
        }
        for (int place = places.size() - 1; place >= 0; place--) {
            int set = places.at(place, 0);
            Weights some = weights.get(set);
            some.nodes()[--sizes[set]] = places.at(place, 1);
            some.samples()[sizes[set]] = samples[place];
        }
        return weights;
    }

    /** Finds the indices of the invocations that own a row. */
    private static final class Owners {
        private final Trace trace;
        private final List<Invocation> all;
        private final int[][] ofSets;
        private final BitSet ambiguous = new BitSet();

        Owners(Trace trace, List<Invocation> all) {
            this.trace = trace;
            this.all = all;
            Map<String, List<Integer>> byId = new HashMap<>();
            for (int i = 0; i < all.size(); i++) {
                byId.computeIfAbsent(all.get(i).id(), id -> new ArrayList<>(1)).add(i);
            }
            ofSets = new int[trace.ownerSets()][];
            for (int set = 0; set < ofSets.length; set++) {
                ofSets[set] = owners(set, byId);
            }
        }

        private int[] owners(int set, Map<String, List<Integer>> byId) {
            IntStream.Builder owners = IntStream.builder();
            for (String id : trace.invocations(set)) {
                List<Integer> same = byId.getOrDefault(id, List.of());
                if (same.size() > 1) {
                    ambiguous.set(set);
                }
                if (same.size() <= MOST_ALIKE) {
                    same.forEach(owners::add);
                }
            }
            return owners.build().sorted().toArray();
        }

        /** If several invocations have the same id, only those that were running at the row's time own it. */
        int[] of(int row) {
            int[] owners = ofSets[trace.owners(row)];
            if (!ambiguous.get(trace.owners(row))) {
                return owners;
            }
            long nanos = trace.nanos(row);
            return Arrays.stream(owners)
                    .filter(i -> nanos >= all.get(i).startNanos()
                            && nanos < all.get(i).endNanos())
                    .toArray();
        }
    }
}
