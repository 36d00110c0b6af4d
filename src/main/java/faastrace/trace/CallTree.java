package faastrace.trace;

import faastrace.trace.name.FoldedName;
import faastrace.trace.name.UnresolvedFrames;
import faastrace.trace.table.SequenceTable;
import faastrace.trace.table.TextTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The stacks of one or more traces as a tree. The names of the threads are directly below the root (node 0), and the
 * calls are below the names of the threads. Frames with the same label and the same caller share a node. The id of a
 * node is greater than the id of its parent. A run of consecutive frames for which perf found no function becomes one
 * node, however long the run is.
 */
public final class CallTree {
    /**
     * The label of a node: the function's name as in folded stacks, the kind of its code, and the file that contains
     * it.
     */
    public record Label(String name, CodeKind kind, String file) {}

    private static final int[] SINGLE = {1, 1};

    private final TextTable names = new TextTable();
    private final List<Label> labels = new ArrayList<>();

    /**
     * The pair of parent and label for each node. A node's id is one more than the id of its pair, because the root has
     * no pair.
     */
    private final SequenceTable nodes = new SequenceTable();

    private final int[] pair = new int[2];

    /** For each node that stands for runs of unresolved frames, the lengths of the shortest and the longest run. */
    private final Map<Integer, int[]> runs = new HashMap<>();

    /** The number of nodes, including the root. */
    public int size() {
        return nodes.size() + 1;
    }

    /** The parent of a node other than the root. */
    public int parent(int node) {
        return nodes.at(node - 1, 0);
    }

    /** The id of the label of a node other than the root. */
    public int label(int node) {
        return nodes.at(node - 1, 1);
    }

    /**
     * The name of a node other than the root. If the node stands for runs of unresolved frames, the name contains the
     * lengths of these runs.
     */
    public String name(int node) {
        int[] lengths = runs.getOrDefault(node, SINGLE);
        return UnresolvedFrames.name(labels.get(label(node)).name(), lengths[0], lengths[1]);
    }

    /** The nodes that stand for runs of several unresolved frames, with the lengths of the shortest and longest run. */
    public SortedMap<Integer, int[]> runs() {
        SortedMap<Integer, int[]> several = new TreeMap<>(runs);
        several.values().removeIf(lengths -> lengths[1] == 1);
        return several;
    }

    /** The labels, in the order of their ids. */
    public List<Label> labels() {
        return Collections.unmodifiableList(labels);
    }

    /** Returns an object that adds the stacks of a trace to this tree. */
    public Leaves add(Trace trace) {
        return new Leaves(trace);
    }

    /** Adds the stacks of one trace to the tree, and maps each row to the node where the row's stack ends. */
    public final class Leaves {
        private final Trace trace;
        private final int[][] frames;
        private final BitSet unresolved = new BitSet();
        private final SequenceTable known = new SequenceTable();
        private int[] leaves = new int[64];

        private Leaves(Trace trace) {
            this.trace = trace;
            this.frames = new int[trace.frameCount()][];
        }

        /** The node where the row's stack ends. A new stack is added to the tree. */
        public int of(int row) {
            pair[0] = trace.command(row);
            pair[1] = trace.stack(row);
            int id = known.id(pair, 2);
            if (id == leaves.length) {
                leaves = Arrays.copyOf(leaves, id * 2);
            }
            if (leaves[id] == 0) {
                leaves[id] = leaf(trace.command(row), trace.stack(row));
            }
            return leaves[id];
        }

        private int leaf(int command, int stack) {
            String name = FoldedName.command(latin(trace.commandBytes(command)));
            int node = child(0, label(name, CodeKind.command, ""));
            int run = 0;
            for (int i = trace.depth(stack) - 1; i >= 0; i--) {
                int frame = trace.frameAt(stack, i);
                int[] parts = labelsOf(frame);
                if (!unresolved.get(frame)) {
                    run = 0;
                } else if (run > 0 && label(node) == parts[0]) {
                    run++;
                } else {
                    run = 1;
                }
                node = run > 1 ? node : descend(node, parts);
                if (run > 0 && (i == 0 || !continues(parts[0], trace.frameAt(stack, i - 1)))) {
                    addRun(node, run);
                }
            }
            return node;
        }

        /** Whether the next frame is also unresolved and has the same label. */
        private boolean continues(int label, int next) {
            return labelsOf(next)[0] == label && unresolved.get(next);
        }

        private int descend(int from, int[] parts) {
            int node = from;
            for (int label : parts) {
                node = child(node, label);
            }
            return node;
        }

        private int[] labelsOf(int frame) {
            if (frames[frame] == null) {
                String both = latin(trace.frameBytes(frame));
                String symbol = both.substring(0, both.indexOf('\n'));
                String module = both.substring(symbol.length() + 1);
                List<String> parts = FoldedName.of(symbol, module);
                unresolved.set(frame, UnresolvedFrames.is(symbol, module));
                frames[frame] = new int[parts.size()];
                for (int i = 0; i < parts.size(); i++) {
                    CodeKind kind = i > 0 ? CodeKind.inlined : CodeKind.of(symbol, module);
                    frames[frame][i] = CallTree.this.label(parts.get(i), kind, module);
                }
            }
            return frames[frame];
        }
    }

    private void addRun(int node, int length) {
        int[] lengths = runs.computeIfAbsent(node, key -> new int[] {length, length});
        lengths[0] = Math.min(lengths[0], length);
        lengths[1] = Math.max(lengths[1], length);
    }

    private int child(int parent, int label) {
        pair[0] = parent;
        pair[1] = label;
        return nodes.id(pair, 2) + 1;
    }

    private int label(String latin, CodeKind kind, String module) {
        byte[] bytes = latin.getBytes(StandardCharsets.ISO_8859_1);
        int id = names.id(bytes);
        if (id == labels.size()) {
            labels.add(new Label(new String(bytes, StandardCharsets.UTF_8), kind, decoded(module)));
        }
        return id;
    }

    private static String decoded(String latin) {
        return new String(latin.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
