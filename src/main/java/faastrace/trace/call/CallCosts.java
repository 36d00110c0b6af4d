package faastrace.trace.call;

import faastrace.trace.CallTree;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;

/** The time that the samples of invocations stand for, by function and by block of invocations. */
final class CallCosts {
    private final CallTree tree;
    private final CallTree.Leaves leaves;
    private final Trace trace;
    private final IntToDoubleFunction nanos;
    private final SelectedCalls calls;

    /** The selected rows that belong to selected invocations, ordered by their owners. */
    private final int[] rows;

    CallCosts(CallTree tree, Trace trace, Selection selection, IntToDoubleFunction nanos, SelectedCalls calls) {
        this.tree = tree;
        this.leaves = tree.add(trace);
        this.trace = trace;
        this.nanos = nanos;
        this.calls = calls;
        this.rows = byOwners(trace, selection, calls.parts());
    }

    private static int[] byOwners(Trace trace, Selection selection, double[] parts) {
        IntPredicate chosen = selection.of(trace);
        int[] ends = new int[parts.length + 1];
        for (int row = 0; row < trace.size(); row++) {
            if (parts[trace.owners(row)] > 0 && chosen.test(row)) {
                ends[trace.owners(row) + 1]++;
            }
        }
        Arrays.parallelPrefix(ends, Integer::sum);
        int[] rows = new int[ends[parts.length]];
        for (int row = 0; row < trace.size(); row++) {
            if (parts[trace.owners(row)] > 0 && chosen.test(row)) {
                rows[ends[trace.owners(row)]++] = row;
            }
        }
        return rows;
    }

    /** For each node of the tree, the time of the samples in the node itself, in nanoseconds. */
    double[] selfs() {
        double[] parts = calls.parts();
        double[] selfs = new double[1024];
        for (int row : rows) {
            int node = leaves.of(row);
            selfs = node < selfs.length ? selfs : Arrays.copyOf(selfs, Math.max(node + 1, selfs.length * 2));
            selfs[node] += nanos.applyAsDouble(row) * parts[trace.owners(row)];
        }
        return Arrays.copyOf(selfs, tree.size());
    }

    /** The time of all samples in each block, in nanoseconds. */
    double[] byBlock() {
        double[] blocks = new double[calls.sizes().length];
        for (int start = 0; start < rows.length; ) {
            int owners = trace.owners(rows[start]);
            double sum = 0;
            int row = start;
            for (; row < rows.length && trace.owners(rows[row]) == owners; row++) {
                sum += nanos.applyAsDouble(rows[row]);
            }
            calls.share(owners, sum, blocks);
            start = row;
        }
        return blocks;
    }

    /** The time of each of the given functions in each block, in nanoseconds. A sample counts once for a function. */
    double[][] byBlock(int[] labels) {
        double[][] blocks = new double[labels.length][calls.sizes().length];
        Map<Integer, Integer> places = new HashMap<>();
        for (int i = 0; i < labels.length; i++) {
            places.put(labels[i], i);
        }
        Map<Integer, int[]> known = new HashMap<>();
        for (int start = 0; start < rows.length; ) {
            int owners = trace.owners(rows[start]);
            double[] sums = new double[labels.length];
            int row = start;
            for (; row < rows.length && trace.owners(rows[row]) == owners; row++) {
                double amount = nanos.applyAsDouble(rows[row]);
                for (int place : known.computeIfAbsent(leaves.of(rows[row]), node -> places(node, places))) {
                    sums[place] += amount;
                }
            }
            for (int i = 0; i < sums.length; i++) {
                if (sums[i] > 0) {
                    calls.share(owners, sums[i], blocks[i]);
                }
            }
            start = row;
        }
        return blocks;
    }

    /** The places of the functions in the stack that ends at the given node. */
    private int[] places(int leaf, Map<Integer, Integer> places) {
        Set<Integer> found = new LinkedHashSet<>();
        for (int node = leaf; node > 0 && tree.parent(node) > 0; node = tree.parent(node)) {
            Integer place = places.get(tree.label(node));
            if (place != null) {
                found.add(place);
            }
        }
        return found.stream().mapToInt(Integer::intValue).toArray();
    }
}
