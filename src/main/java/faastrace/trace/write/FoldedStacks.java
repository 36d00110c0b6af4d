package faastrace.trace.write;

import faastrace.trace.Frame;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import faastrace.trace.Weight;
import faastrace.trace.name.FoldedName;
import faastrace.trace.name.UnresolvedFrames;
import faastrace.trace.table.SequenceTable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Counts how often each stack occurs, in the format that flame-graph tools read:
 * {@code command;outermost;…;innermost COUNT}. Stacks with the same text are merged.
 */
public final class FoldedStacks {
    private static final int NO_ROOT = -1;
    private static final byte BETWEEN = ';';

    /** The maximum number of pairs of an invocation and a stack. They take about 100 MB. */
    private static final int MOST_LINES = 2_000_000;

    /** Limits how long counting takes: a few seconds. */
    private static final int ADDITIONS_PER_LINE = 50;

    private final Trace trace;

    /**
     * The keys of the counts. A key consists of the invocation's index (or {@link #NO_ROOT}), the id of the command,
     * and the id of the stack.
     */
    private final SequenceTable keys = new SequenceTable();

    private final int[] key = new int[3];
    private final int most;
    private long[] counts = new long[1 << 10];
    private long additions;
    private long leftOut;
    private boolean collapsing;

    private FoldedStacks(Trace trace, int most) {
        this.trace = trace;
        this.most = most;
    }

    /** Counts the stacks of the selected samples. */
    public static FoldedStacks of(Trace trace, Selection selection, Weight weight) {
        FoldedStacks folded = new FoldedStacks(trace, Integer.MAX_VALUE);
        IntStream.range(0, trace.size()).filter(selection.of(trace)).forEach(row -> folded.count(NO_ROOT, row, weight));
        return folded;
    }

    /**
     * Counts the samples that invocations own. Each stack begins with the id of an owner. A sample with several owners
     * is counted once for each owner.
     *
     * <p>In a hostile trace, each of 100,000 invocations can own each of a million samples. So the number of lines and
     * the time are limited ({@link #leftOut}).
     */
    public static FoldedStacks byInvocation(Trace trace, Selection selection, Weight weight) {
        return byInvocation(trace, selection, weight, MOST_LINES);
    }

    /** Like {@link #byInvocation(Trace, Selection, Weight)}, with a maximum number of lines. */
    static FoldedStacks byInvocation(Trace trace, Selection selection, Weight weight, int most) {
        FoldedStacks folded = new FoldedStacks(trace, most);
        IntStream.range(0, trace.size()).filter(selection.of(trace)).forEach(row -> {
            if (folded.additions > (long) ADDITIONS_PER_LINE * most) {
                folded.leftOut += trace.owners(row) == 0 ? 0 : trace.samples(row);
                return;
            }
            boolean whole = true;
            for (int root : trace.ownerNumbers(trace.owners(row))) {
                whole &= folded.count(root, row, weight);
            }
            folded.leftOut += whole ? 0 : trace.samples(row);
        });
        return folded;
    }

    /** The number of samples that are missing under at least one invocation, because there would be too many lines. */
    public long leftOut() {
        return leftOut;
    }

    /** From now on, a run of unresolved frames is shown as one frame with a count. */
    public FoldedStacks collapseUnknown() {
        collapsing = true;
        return this;
    }

    /** Returns false if there is no room for another line. */
    private boolean count(int root, int row, Weight weight) {
        key[0] = root;
        key[1] = trace.command(row);
        key[2] = trace.stack(row);
        additions++;
        if (keys.size() >= most && keys.find(key, key.length) < 0) {
            return false;
        }
        int id = keys.id(key, key.length);
        if (id == counts.length) {
            counts = Arrays.copyOf(counts, id * 2);
        }
        counts[id] += weight.of(trace, row);
        return true;
    }

    /** Whether there are no samples. */
    public boolean isEmpty() {
        return keys.size() == 0;
    }

    /** Prints one line for each stack, sorted by bytes. */
    public void print(OutputStream out) throws IOException {
        byte[][] frames = frames();
        BitSet unresolved = collapsing ? unresolved() : new BitSet();
        for (int[] group : groups()) {
            for (Stack line : lines(group, frames, unresolved)) {
                out.write(line.text());
                out.write((" " + line.count() + "\n").getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    /**
     * The ids of all counts, grouped by the text of their invocation and sorted by it. Groups are printed one after
     * another, so that only the stacks of one group are in memory as text.
     */
    private List<int[]> groups() {
        Map<Integer, byte[]> roots = new HashMap<>();
        Map<byte[], Integer> sizes = new TreeMap<>(Arrays::compareUnsigned);
        for (int id = 0; id < keys.size(); id++) {
            sizes.merge(roots.computeIfAbsent(keys.at(id, 0), this::root), 1, Integer::sum);
        }
        Map<byte[], int[]> groups = new TreeMap<>(Arrays::compareUnsigned);
        sizes.forEach((root, size) -> groups.put(root, new int[size]));
        for (int id = keys.size() - 1; id >= 0; id--) {
            byte[] root = roots.get(keys.at(id, 0));
            int[] group = groups.get(root);
            if (root != null && group != null) {
                group[sizes.merge(root, -1, Integer::sum)] = id;
            }
        }
        return List.copyOf(groups.values());
    }

    private byte[][] frames() {
        byte[][] frames = new byte[trace.frameCount()][];
        Arrays.parallelSetAll(frames, this::frame);
        return frames;
    }

    /**
     * A stack and how often it occurs.
     *
     * @param text the names, outermost first, separated by semicolons, in the encoding of the trace
     */
    record Stack(byte[] text, long count) {
        /** The names. Bytes that are not valid UTF-8 become U+FFFD. */
        String[] names() {
            return new String(text, StandardCharsets.UTF_8).split(";", -1);
        }
    }

    /** All stacks, sorted by bytes. */
    List<Stack> lines() {
        byte[][] frames = frames();
        BitSet unresolved = collapsing ? unresolved() : new BitSet();
        List<Stack> lines = new ArrayList<>();
        groups().forEach(group -> lines.addAll(lines(group, frames, unresolved)));
        return lines;
    }

    private List<Stack> lines(int[] group, byte[][] frames, BitSet unresolved) {
        List<Stack> lines = new ArrayList<>();
        Stack before = null;
        for (Stack line : sorted(group, frames, unresolved)) {
            if (before != null && Arrays.equals(before.text(), line.text())) {
                before = new Stack(before.text(), before.count() + line.count());
                lines.set(lines.size() - 1, before);
            } else {
                before = line;
                lines.add(line);
            }
        }
        return lines;
    }

    /** All stacks, sorted but not merged yet. Stacks that differ only in modules or arguments have the same text. */
    private Stack[] sorted(int[] group, byte[][] frames, BitSet unresolved) {
        Stack[] lines = new Stack[group.length];
        Arrays.parallelSetAll(lines, i -> new Stack(text(group[i], frames, unresolved), counts[group[i]]));
        Arrays.parallelSort(lines, Comparator.comparing(Stack::text, Arrays::compareUnsigned));
        return lines;
    }

    private BitSet unresolved() {
        BitSet unresolved = new BitSet();
        for (int frame = 0; frame < trace.frameCount(); frame++) {
            Frame read = trace.frame(frame);
            unresolved.set(frame, UnresolvedFrames.is(read.symbol(), read.module()));
        }
        return unresolved;
    }

    private byte[] text(int id, byte[][] frames, BitSet unresolved) {
        byte[] root = root(keys.at(id, 0));
        byte[] command = command(trace.commandBytes(keys.at(id, 1)));
        byte[][] names = names(keys.at(id, 2), frames, unresolved);
        int size = root.length + command.length;
        for (byte[] name : names) {
            size += 1 + name.length;
        }
        byte[] text = Arrays.copyOf(root, size);
        int at = copy(command, text, root.length);
        for (byte[] name : names) {
            text[at] = BETWEEN;
            at = copy(name, text, at + 1);
        }
        return text;
    }

    /** The names of a stack's frames, outermost first. A run of equal unresolved frames becomes one name. */
    private byte[][] names(int stack, byte[][] frames, BitSet unresolved) {
        int depth = trace.depth(stack);
        byte[][] names = new byte[depth][];
        int count = 0;
        for (int i = depth - 1; i >= 0; ) {
            int frame = trace.frameAt(stack, i);
            int run = 1;
            while (i - run >= 0
                    && unresolved.get(frame)
                    && isSame(frame, trace.frameAt(stack, i - run), frames, unresolved)) {
                run++;
            }
            names[count++] = run == 1 ? frames[frame] : bytes(UnresolvedFrames.name(latin(frames[frame]), run, run));
            i -= run;
        }
        return Arrays.copyOf(names, count);
    }

    private static boolean isSame(int frame, int next, byte[][] frames, BitSet unresolved) {
        return frame == next || unresolved.get(next) && Arrays.equals(frames[frame], frames[next]);
    }

    private static int copy(byte[] part, byte[] text, int at) {
        System.arraycopy(part, 0, text, at, part.length);
        return at + part.length;
    }

    /** The id of the invocation and a separator; empty if there is no invocation. */
    private byte[] root(int invocation) {
        if (invocation == NO_ROOT) {
            return new byte[0];
        }
        byte[] id = command(trace.invocationBytes(invocation));
        byte[] root = Arrays.copyOf(id, id.length + 1);
        root[id.length] = BETWEEN;
        return root;
    }

    private static byte[] command(byte[] command) {
        return bytes(FoldedName.command(latin(command)));
    }

    /** The names that represent a frame, separated by semicolons. */
    private byte[] frame(int frame) {
        String both = latin(trace.frameBytes(frame));
        int between = both.indexOf('\n');
        return bytes(String.join(";", FoldedName.of(both.substring(0, between), both.substring(between + 1))));
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String latin) {
        return latin.getBytes(StandardCharsets.ISO_8859_1);
    }
}
