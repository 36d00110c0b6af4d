package faastrace.trace.table;

import java.util.Arrays;

/** Stores sequences of integers, such as the frame ids of a stack. Each sequence is stored once and has an id. */
public final class SequenceTable {
    private final HashSlots slots = new HashSlots();
    private int[] numbers = new int[1 << 10];
    private int[] starts = new int[1 << 8];

    /** The number of sequences. */
    public int size() {
        return slots.size();
    }

    /** The total length of all sequences. */
    int total() {
        return starts[size()];
    }

    /** The id of the sequence, which is added if it is new. */
    public int id(int... sequence) {
        return id(sequence, sequence.length);
    }

    /**
     * The id of the sequence that consists of the first {@code length} elements. The sequence is added if it is new.
     */
    public int id(int[] sequence, int length) {
        int hash = hash(sequence, length);
        int found = find(sequence, length, hash);
        return found >= 0 ? found : add(sequence, length, hash);
    }

    /** The id of the sequence, or -1 if the table doesn't contain it. */
    public int find(int[] sequence, int length) {
        return find(sequence, length, hash(sequence, length));
    }

    private int find(int[] sequence, int length, int hash) {
        for (int slot = slots.first(hash); ; slot = slots.next(slot)) {
            int id = slots.at(slot);
            if (id < 0
                    || slots.hashed(id, hash)
                            && Arrays.equals(numbers, starts[id], starts[id + 1], sequence, 0, length)) {
                return id;
            }
        }
    }

    /** A copy of the sequence. */
    public int[] get(int id) {
        return Arrays.copyOfRange(numbers, starts[id], starts[id + 1]);
    }

    /** The length of the sequence. */
    public int length(int id) {
        return starts[id + 1] - starts[id];
    }

    /** The element at the given place of the sequence. */
    public int at(int id, int place) {
        return numbers[starts[id] + place];
    }

    private int add(int[] sequence, int length, int hash) {
        int id = slots.add(hash);
        int end = Math.addExact(starts[id], length);
        if (end > numbers.length) {
            numbers = Arrays.copyOf(numbers, (int) Math.max(end, Math.min(Integer.MAX_VALUE - 8L, end * 2L)));
        }
        if (id + 2 > starts.length) {
            starts = Arrays.copyOf(starts, starts.length * 2);
        }
        System.arraycopy(sequence, 0, numbers, starts[id], length);
        starts[id + 1] = end;
        return id;
    }

    private static int hash(int[] sequence, int length) {
        long hash = HashSlots.SEED;
        for (int i = 0; i < length; i++) {
            hash = HashSlots.mix(hash, sequence[i]);
        }
        return HashSlots.fold(hash);
    }
}
