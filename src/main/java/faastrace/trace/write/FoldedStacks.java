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
import java.util.List;
import java.util.stream.IntStream;

/**
 * Counts how often each stack occurs, in the format that flame-graph tools read:
 * {@code command;outermost;…;innermost COUNT}. Stacks with the same text are merged.
 */
public final class FoldedStacks {
    private static final int NO_ROOT = -1;
    private static final byte BETWEEN = ';';

    private final Trace trace;

    /**
     * The keys of the counts. A key consists of the invocation's index (or {@link #NO_ROOT}), the id of the command,
     * and the id of the stack.
     */
    private final SequenceTable keys = new SequenceTable();

    private final int[] key = new int[3];
    private long[] counts = new long[1 << 10];
    private boolean collapsing;

    private FoldedStacks(Trace trace) {
        this.trace = trace;
    }

    /** Counts the stacks of the selected samples. */
    public static FoldedStacks of(Trace trace, Selection selection, Weight weight) {
        FoldedStacks folded = new FoldedStacks(trace);
        IntStream.range(0, trace.size()).filter(selection.of(trace)).forEach(row -> folded.count(NO_ROOT, row, weight));
        return folded;
    }

    /**
     * Counts the samples that invocations own. Each stack begins with the id of an owner. A sample with several owners
     * is counted once for each owner.
     */
    public static FoldedStacks byInvocation(Trace trace, Selection selection, Weight weight) {
        FoldedStacks folded = new FoldedStacks(trace);
        IntStream.range(0, trace.size()).filter(selection.of(trace)).forEach(row -> {
            for (int root : trace.ownerNumbers(trace.owners(row))) {
                folded.count(root, row, weight);
            }
        });
        return folded;
    }

    /** From now on, a run of unresolved frames is shown as one frame with a count. */
    public FoldedStacks collapseUnknown() {
        collapsing = true;
        return this;
    }

    private void count(int root, int row, Weight weight) {
        key[0] = root;
        key[1] = trace.command(row);
        key[2] = trace.stack(row);
        int id = keys.id(key, key.length);
        if (id == counts.length) {
            counts = Arrays.copyOf(counts, id * 2);
        }
        counts[id] += weight.of(trace, row);
    }

    /** Whether there are no samples. */
    public boolean isEmpty() {
        return keys.size() == 0;
    }

    /** Prints one line for each stack, sorted by bytes. */
    public void print(OutputStream out) throws IOException {
        for (Stack line : lines()) {
            out.write(line.text());
            out.write((" " + line.count() + "\n").getBytes(StandardCharsets.US_ASCII));
        }
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
        List<Stack> lines = new ArrayList<>();
        Stack before = null;
        for (Stack line : sorted()) {
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
    private Stack[] sorted() {
        byte[][] frames = new byte[trace.frameCount()][];
        Arrays.parallelSetAll(frames, this::frame);
        Stack[] lines = new Stack[keys.size()];
        BitSet unresolved = collapsing ? unresolved() : new BitSet();
        Arrays.parallelSetAll(lines, i -> new Stack(text(i, frames, unresolved), counts[i]));
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
