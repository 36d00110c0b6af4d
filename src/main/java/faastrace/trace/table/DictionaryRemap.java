package faastrace.trace.table;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * Copies rows from a table with one dictionary to a table with another dictionary. The entries that the rows need are
 * copied from dictionary to dictionary, too.
 */
public final class DictionaryRemap {
    private final Dictionary from;
    private final Dictionary to;
    private int[] commands = {};
    private int[] events = {};
    private int[] frames = {};
    private int[] stacks = {};
    private int[] owners = {};
    private int[] stack = {};

    /** Creates a copier that has not copied any entries yet. */
    public DictionaryRemap(Dictionary from, Dictionary to) {
        this.from = from;
        this.to = to;
        commands = none(from.commands.size());
        events = none(from.events.size());
        frames = none(from.frames.size());
        stacks = none(from.stacks.size());
        owners = none(from.owners.size());
    }

    /** Copies the rows from {@code first} (inclusive) to {@code end} (exclusive) to {@code target}. */
    public void append(SampleRows source, int first, int end, SampleRows target) {
        SampleRow row = new SampleRow();
        for (int i = first; i < end; i++) {
            source.get(i, row);
            row.command = mapped(commands, row.command, id -> to.commands.id(from.commands.get(id)));
            row.event = mapped(events, row.event, id -> to.events.id(from.events.get(id)));
            row.stack = mapped(stacks, row.stack, this::stack);
            row.owners = mapped(owners, row.owners, this::ownersOf);
            target.add(row);
        }
    }

    private int stack(int id) {
        int depth = from.stacks.length(id);
        if (depth > stack.length) {
            stack = new int[depth];
        }
        for (int i = 0; i < depth; i++) {
            int frame = from.stacks.at(id, i);
            if (frames[frame] < 0) {
                frames[frame] = to.frames.id(from.frames.get(frame));
            }
            stack[i] = frames[frame];
        }
        return to.stacks.id(stack, depth);
    }

    private int ownersOf(int id) {
        int[] ids = from.owners.get(id);
        Arrays.setAll(ids, i -> to.invocations.id(from.invocations.get(ids[i])));
        Arrays.sort(ids);
        return to.owners.id(ids);
    }

    private static int mapped(int[] known, int id, IntUnaryOperator map) {
        if (known[id] < 0) {
            known[id] = map.applyAsInt(id);
        }
        return known[id];
    }

    private static int[] none(int size) {
        int[] none = new int[size];
        Arrays.fill(none, -1);
        return none;
    }
}
