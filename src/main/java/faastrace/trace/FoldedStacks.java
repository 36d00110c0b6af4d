package faastrace.trace;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * How often each stack occurs, as flame-graph tools read it: {@code command;outermost;…;innermost COUNT}. Stacks that
 * read the same are one.
 */
public final class FoldedStacks {
    private static final int NO_ROOT = -1;
    private static final byte BETWEEN = ';';

    private final Trace trace;

    /** What was counted: the invocation's number or {@link #NO_ROOT}, the command's, the stack's. */
    private final Sequences keys = new Sequences();

    private final int[] key = new int[3];
    private long[] counts = new long[1 << 10];

    private FoldedStacks(Trace trace) {
        this.trace = trace;
    }

    /** The stacks of the samples that count. */
    public static FoldedStacks of(Trace trace, Selection selection, Weight weight) {
        FoldedStacks folded = new FoldedStacks(trace);
        IntStream.range(0, trace.size()).filter(selection.of(trace)).forEach(row -> folded.count(NO_ROOT, row, weight));
        return folded;
    }

    /** Samples that invocations own, below the invocation's id; those that several own stand below each of them. */
    public static FoldedStacks byInvocation(Trace trace, Selection selection, Weight weight) {
        FoldedStacks folded = new FoldedStacks(trace);
        IntStream.range(0, trace.size()).filter(selection.of(trace)).forEach(row -> {
            for (int root : trace.dictionary().owners.get(trace.owners(row))) {
                folded.count(root, row, weight);
            }
        });
        return folded;
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

    /** Whether no sample was taken. */
    public boolean isEmpty() {
        return keys.size() == 0;
    }

    /** Prints a line for each stack, in the order of their bytes. */
    public void print(OutputStream out) throws IOException {
        Printed[] lines = sorted();
        long count = 0;
        for (int i = 0; i < lines.length; i++) {
            count += lines[i].count();
            boolean last = i + 1 == lines.length || !Arrays.equals(lines[i].text(), lines[i + 1].text());
            if (last) {
                out.write(lines[i].text());
                out.write((" " + count + "\n").getBytes(StandardCharsets.US_ASCII));
                count = 0;
            }
        }
    }

    private record Printed(byte[] text, long count) {}

    /** Several may read the same: of stacks that differ in modules or in arguments. */
    private Printed[] sorted() {
        byte[][] frames = new byte[trace.frameCount()][];
        Arrays.parallelSetAll(frames, this::frame);
        Printed[] lines = new Printed[keys.size()];
        Arrays.parallelSetAll(lines, i -> new Printed(text(i, frames), counts[i]));
        Arrays.parallelSort(lines, Comparator.comparing(Printed::text, Arrays::compareUnsigned));
        return lines;
    }

    private byte[] text(int id, byte[][] frames) {
        byte[] root = root(keys.at(id, 0));
        byte[] command = command(trace.dictionary().commands.get(keys.at(id, 1)));
        int stack = keys.at(id, 2);
        int depth = trace.depth(stack);
        int size = root.length + command.length;
        for (int i = 0; i < depth; i++) {
            size += 1 + frames[trace.frameAt(stack, i)].length;
        }
        byte[] text = Arrays.copyOf(root, size);
        int at = copy(command, text, root.length);
        for (int i = depth - 1; i >= 0; i--) {
            text[at] = BETWEEN;
            at = copy(frames[trace.frameAt(stack, i)], text, at + 1);
        }
        return text;
    }

    private static int copy(byte[] part, byte[] text, int at) {
        System.arraycopy(part, 0, text, at, part.length);
        return at + part.length;
    }

    /** With what parts it from the command, if there is one. */
    private byte[] root(int invocation) {
        if (invocation == NO_ROOT) {
            return new byte[0];
        }
        byte[] id = command(trace.dictionary().invocations.get(invocation));
        byte[] root = Arrays.copyOf(id, id.length + 1);
        root[id.length] = BETWEEN;
        return root;
    }

    private static byte[] command(byte[] command) {
        return bytes(FoldedName.command(latin(command)));
    }

    /** All names that stand for a frame. */
    private byte[] frame(int frame) {
        String both = latin(trace.dictionary().frames.get(frame));
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
