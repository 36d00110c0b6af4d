package faastrace.chart;

import faastrace.frames.RuntimeFrames;
import faastrace.trace.CallTree;
import faastrace.trace.CodeKind;
import faastrace.trace.name.UnresolvedFrames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A call tree without the frames of runtimes, as the page of a trace shows it. Their time is added to the function that
 * the runtime was running. If it was not running a function, its frames become one frame with the runtime's name. The
 * page's script does the same ({@code shape.js}).
 */
final class ShownTree {
    private static final Pattern SHARED_LIBRARY = Pattern.compile("\\.so(\\.[0-9.]+)?$|(^|/)ld-[^/]*$");
    private static final int[] SINGLE = {1, 1};

    private final CallTree tree;

    /** For each label of the tree, the index of its runtime, or -1. The labels after those stand for runtimes. */
    private final int[] runtimes;

    private final boolean[] own;
    private final List<Integer> parents = new ArrayList<>(List.of(0));
    private final List<Integer> labels = new ArrayList<>(List.of(-1));
    private final Map<Long, Integer> known = new HashMap<>();
    private final Map<Integer, int[]> runs = new HashMap<>();
    private final int[] at;

    ShownTree(CallTree tree) {
        this.tree = tree;
        int size = tree.labels().size();
        runtimes = new int[size];
        own = new boolean[size];
        for (int label = 0; label < size; label++) {
            runtimes[label] = Trees.runtimeOf(tree.labels().get(label));
            own[label] = isOwn(tree.labels().get(label));
        }
        at = new int[tree.size()];
        place();
    }

    private static boolean isOwn(CallTree.Label label) {
        return switch (label.kind()) {
            case compiled, inlined -> true;
            case binary -> !SHARED_LIBRARY.matcher(label.file()).find();
            default -> false;
        };
    }

    private void place() {
        int[] through = new int[tree.size()];
        SortedMap<Integer, int[]> several = tree.runs();
        for (int node = 1; node < tree.size(); node++) {
            int parent = tree.parent(node);
            int label = tree.label(node);
            if (runtimes[label] >= 0) {
                int caller = at[parent];
                at[node] = isFunction(caller) ? caller : child(caller, runtimes.length + runtimes[label]);
                through[node] = through[parent];
            } else {
                at[node] = child(own[label] ? through[parent] : at[parent], label);
                through[node] = at[node];
                int[] run = several.get(node);
                if (run != null) {
                    runs.merge(at[node], run, (one, other) ->
                            new int[] {Math.min(one[0], other[0]), Math.max(one[1], other[1])});
                }
            }
        }
    }

    /** Whether the node is a function, and not the root, a thread or a runtime. */
    private boolean isFunction(int node) {
        return node > 0 && kind(node) != null && kind(node) != CodeKind.command;
    }

    private int child(int parent, int label) {
        if (label >= runtimes.length && labels.get(parent) == label) {
            return parent;
        }
        int node = known.computeIfAbsent(((long) parent << Integer.SIZE) + label, key -> parents.size());
        if (node == parents.size()) {
            parents.add(parent);
            labels.add(label);
        }
        return node;
    }

    /** The node in which the samples of a node of the whole tree are. */
    int at(int node) {
        return at[node];
    }

    /** The number of nodes, including the root. */
    int size() {
        return parents.size();
    }

    /** The parent of a node other than the root. */
    int parent(int node) {
        return parents.get(node);
    }

    /** The kind of a node's code; null if the node stands for a runtime. */
    @Nullable
    CodeKind kind(int node) {
        int label = labels.get(node);
        return label >= runtimes.length ? null : tree.labels().get(label).kind();
    }

    /** The name of a node other than the root. */
    String name(int node) {
        int label = labels.get(node);
        if (label >= runtimes.length) {
            return "(" + RuntimeFrames.builtIn().names().get(label - runtimes.length) + ")";
        }
        int[] run = runs.getOrDefault(node, SINGLE);
        return UnresolvedFrames.name(tree.labels().get(label).name(), run[0], run[1]);
    }
}
