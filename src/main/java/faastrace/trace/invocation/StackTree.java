package faastrace.trace.invocation;

import faastrace.trace.Trace;
import faastrace.trace.table.SequenceTable;
import faastrace.trace.table.TextTable;
import java.util.ArrayList;
import java.util.List;

/**
 * Stacks as a tree, with names exactly as in the trace. The names of threads are directly below the root, which is node
 * 0. All other nodes are frames: a symbol and a module, separated by a line feed. The id of a node is greater than the
 * id of its parent.
 */
public final class StackTree {
    private final TextTable names = new TextTable();
    private final SequenceTable nodes = new SequenceTable();

    StackTree() {}

    /** The number of nodes, including the root. */
    public int size() {
        return nodes.size() + 1;
    }

    /** The parent of a node other than the root. */
    public int parent(int node) {
        return nodes.at(node - 1, 0);
    }

    /** The id of the name of a node other than the root. */
    int name(int node) {
        return nodes.at(node - 1, 1);
    }

    /** The number of different names. */
    int names() {
        return names.size();
    }

    /** The bytes of the name with the given id. */
    byte[] bytes(int name) {
        return names.get(name);
    }

    /** The id of a name, which is added if it is new. */
    int add(byte[] name) {
        return names.id(name);
    }

    /** The node with the given name below the given parent, which is added if it is new. */
    int add(int parent, int name) {
        return nodes.id(parent, name) + 1;
    }

    /** Adds the stacks of a trace's rows. */
    static final class Leaves {
        private final StackTree tree;
        private final Trace trace;
        private final SequenceTable known = new SequenceTable();
        private final List<Integer> leaves = new ArrayList<>();

        Leaves(StackTree tree, Trace trace) {
            this.tree = tree;
            this.trace = trace;
        }

        /** The node at which the row's stack ends. */
        int of(int row) {
            int id = known.id(trace.command(row), trace.stack(row));
            if (id == leaves.size()) {
                int node = tree.add(0, tree.add(trace.commandBytes(trace.command(row))));
                for (int place = trace.depth(trace.stack(row)) - 1; place >= 0; place--) {
                    node = tree.add(node, tree.add(trace.frameBytes(trace.frameAt(trace.stack(row), place))));
                }
                leaves.add(node);
            }
            return leaves.get(id);
        }
    }
}
