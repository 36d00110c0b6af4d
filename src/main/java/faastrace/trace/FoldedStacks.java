package faastrace.trace;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How often each stack occurs, as flame-graph tools read it: {@code command;outermost;…;innermost COUNT}. Stacks that
 * read the same are one.
 */
public final class FoldedStacks {
    private final Trace trace;
    private final Names names = new Names();
    private final Sequences stacks = new Sequences();

    /** By a frame's number, the numbers of its names, outermost first. */
    private final int[][] frames;

    private int[] line = new int[64];
    private int length;
    private long[] counts = new long[1 << 10];

    private FoldedStacks(Trace trace) {
        this.trace = trace;
        this.frames = new int[trace.frameCount()][];
    }

    /** The stacks of the samples that count. */
    public static FoldedStacks of(Trace trace, Selection selection, Weight weight) {
        return of(trace, selection, weight, false);
    }

    /** Samples that invocations own, below the invocation's id; those that several own stand below each of them. */
    public static FoldedStacks byInvocation(Trace trace, Selection selection, Weight weight) {
        return of(trace, selection, weight, true);
    }

    private static FoldedStacks of(Trace trace, Selection selection, Weight weight, boolean byInvocation) {
        FoldedStacks folded = new FoldedStacks(trace);
        IntStream.range(0, trace.size())
                .filter(selection.of(trace))
                .forEach(row -> folded.add(row, weight.of(trace, row), byInvocation));
        return folded;
    }

    int size() {
        return stacks.size();
    }

    long count(int stack) {
        return counts[stack];
    }

    /** The numbers of a stack's names, outermost first. */
    int[] names(int stack) {
        return stacks.get(stack);
    }

    int nameBytes(int name) {
        return names.length(name);
    }

    /** The text of a name; bytes that are no UTF-8 become U+FFFD. */
    String name(int name) {
        return names.text(name);
    }

    /** Whether no sample was taken. */
    public boolean isEmpty() {
        return stacks.size() == 0;
    }

    /** Prints a line for each stack, in the order of their bytes. */
    public void print(OutputStream out) throws IOException {
        for (Printed printed : sorted()) {
            out.write(printed.text());
            out.write((" " + printed.count() + "\n").getBytes(StandardCharsets.US_ASCII));
        }
    }

    private record Printed(byte[] text, long count) {}

    private Printed[] sorted() {
        Printed[] lines = new Printed[stacks.size()];
        Arrays.setAll(lines, i -> new Printed(text(i), counts[i]));
        Arrays.parallelSort(lines, Comparator.comparing(Printed::text, Arrays::compareUnsigned));
        return lines;
    }

    private byte[] text(int stack) {
        int size = stacks.length(stack) - 1;
        for (int i = 0; i < stacks.length(stack); i++) {
            size += names.length(stacks.at(stack, i));
        }
        byte[] text = new byte[size];
        int at = 0;
        for (int i = 0; i < stacks.length(stack); i++) {
            if (i > 0) {
                text[at++] = ';';
            }
            at = names.copy(stacks.at(stack, i), text, at);
        }
        return text;
    }

    private void add(int row, long weight, boolean byInvocation) {
        List<String> roots = byInvocation ? trace.invocations(trace.owners(row)) : null;
        if (roots == null) {
            length = 0;
            count(row, weight);
            return;
        }
        for (String root : roots) {
            length = 0;
            push(name(FoldedName.command(latin(root.getBytes(StandardCharsets.UTF_8)))));
            count(row, weight);
        }
    }

    private void count(int row, long weight) {
        push(name(FoldedName.command(latin(trace.dictionary().commands.get(trace.command(row))))));
        int stack = trace.stack(row);
        for (int i = trace.depth(stack) - 1; i >= 0; i--) {
            for (int name : namesOf(trace.frameAt(stack, i))) {
                push(name);
            }
        }
        int id = stacks.id(line, length);
        if (id == counts.length) {
            counts = Arrays.copyOf(counts, id * 2);
        }
        counts[id] += weight;
    }

    private void push(int name) {
        if (length == line.length) {
            line = Arrays.copyOf(line, length * 2);
        }
        line[length++] = name;
    }

    private int[] namesOf(int frame) {
        if (frames[frame] == null) {
            String both = latin(trace.dictionary().frames.get(frame));
            int between = both.indexOf('\n');
            frames[frame] = FoldedName.of(both.substring(0, between), both.substring(between + 1)).stream()
                    .mapToInt(this::name)
                    .toArray();
        }
        return frames[frame];
    }

    private int name(String latin) {
        return names.id(latin.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
