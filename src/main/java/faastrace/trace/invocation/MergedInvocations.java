package faastrace.trace.invocation;

import faastrace.trace.Head;
import faastrace.trace.Invocation;
import faastrace.trace.Skipped;
import faastrace.trace.Trace;
import faastrace.trace.table.Dictionary;
import faastrace.trace.table.SampleRow;
import faastrace.trace.table.SampleRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * Merges invocations of many traces into one trace, which has no times and no threads. Each invocation gets an id of its
 * own, because traces of different hosts may contain the same id; or all of them get the same id. Each sample has its
 * own trace's sampling period.
 */
public final class MergedInvocations {
    /** The memory that an invocation takes here and in a comparison, in bytes. */
    private static final int BYTES = 400;

    private static final Skipped NOTHING = new Skipped(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, false);

    private final Dictionary dictionary = new Dictionary();
    private final SampleRows rows = SampleRows.summed();
    private final List<Head> heads = new ArrayList<>();
    private final SampleRow row = new SampleRow();
    private final boolean together;
    private int traces;
    private int size;

    private MergedInvocations(boolean together) {
        this.together = together;
    }

    /** Keeps the samples of each invocation apart. */
    public static MergedInvocations each() {
        return new MergedInvocations(false);
    }

    /** Adds up the samples of all invocations, which get the same id. This takes less memory. */
    public static MergedInvocations together() {
        return new MergedInvocations(true);
    }

    /** The number of invocations. */
    public int size() {
        return size;
    }

    /** An estimate of the memory in use, in bytes. */
    public long memory() {
        return dictionary.memory() + rows.memory() + (long) BYTES * size;
    }

    /** Adds the chosen invocations of a trace, and the samples that belong to at least one of them. */
    public void add(InvocationProfile profile, IntPredicate chosen) {
        int number = traces++;
        List<MeasuredInvocation> all = profile.invocations();
        List<Invocation> invocations = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (chosen.test(i)) {
                MeasuredInvocation one = all.get(i);
                invocations.add(new Invocation(
                        id(number, i),
                        one.startNanos(),
                        one.endNanos(),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        Set.of(),
                        false,
                        one.times(),
                        Optional.empty()));
            }
        }
        if (!invocations.isEmpty()) {
            heads.add(Head.of(Map.of(), invocations));
            size += invocations.size();
        }
        int[] stacks = new int[profile.tree().size()];
        Arrays.fill(stacks, -1);
        row.event = dictionary.events.id(profile.event());
        row.pid = -1;
        row.tid = -1;
        row.cpu = -1;
        for (InvocationProfile.Weights weights : profile.weights()) {
            if (Arrays.stream(weights.owners()).anyMatch(chosen)) {
                row.owners = owners(number, weights.owners());
                add(profile, weights, stacks);
            }
        }
    }

    private String id(int trace, int invocation) {
        return together ? "all" : trace + "-" + invocation;
    }

    private int owners(int trace, int[] owners) {
        int[] ids = Arrays.stream(owners)
                .map(owner -> dictionary.invocations.id(id(trace, owner)))
                .sorted()
                .distinct()
                .toArray();
        return dictionary.owners.id(ids);
    }

    private void add(InvocationProfile profile, InvocationProfile.Weights weights, int[] stacks) {
        StackTree tree = profile.tree();
        for (int i = 0; i < weights.nodes().length; i++) {
            int node = weights.nodes()[i];
            if (stacks[node] < 0) {
                stacks[node] = stack(tree, node);
            }
            row.command = dictionary.commands.id(tree.bytes(tree.name(top(tree, node))));
            row.stack = stacks[node];
            row.samples = weights.samples()[i];
            row.period = row.samples * profile.nanosPerSample().orElse(1);
            rows.add(row);
        }
    }

    private static int top(StackTree tree, int node) {
        int top = node;
        while (tree.parent(top) > 0) {
            top = tree.parent(top);
        }
        return top;
    }

    private int stack(StackTree tree, int leaf) {
        int[] frames = new int[64];
        int depth = 0;
        for (int node = leaf; tree.parent(node) > 0; node = tree.parent(node)) {
            frames = depth < frames.length ? frames : Arrays.copyOf(frames, 2 * depth);
            frames[depth++] = dictionary.frames.id(tree.bytes(tree.name(node)));
        }
        return dictionary.stacks.id(frames, depth);
    }

    /**
     * The merged trace, with a head for each trace that had chosen invocations. No more invocations can be added after
     * this.
     */
    public Trace trace() {
        return new Trace(dictionary, rows, SampleRows.each(), List.copyOf(heads), NOTHING, false, false);
    }
}
