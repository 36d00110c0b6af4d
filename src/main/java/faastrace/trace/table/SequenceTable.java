package faastrace.trace.table;

import java.util.Arrays;

/** Sequences of numbers, each kept once and known by a number: stacks, as frames; owners, as names. */
public final class SequenceTable {
    private final HashSlots slots = new HashSlots();
    private int[] numbers = new int[1 << 10];
    private int[] starts = new int[1 << 8];

    /** How many there are. */
    public int size() {
        return slots.size();
    }

    /** How many numbers all of them have. */
    int total() {
        return starts[size()];
    }

    /** The number of the sequence, new or not. */
    public int id(int... sequence) {
        return id(sequence, sequence.length);
    }

    /** The number of the sequence that the first so many make, new or not. */
    public int id(int[] sequence, int length) {
        int hash = hash(sequence, length);
        int found = find(sequence, length, hash);
        return found >= 0 ? found : add(sequence, length, hash);
    }

    /** The number of a sequence that is there already, or -1. */
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

    /** How many numbers the sequence has. */
    public int length(int id) {
        return starts[id + 1] - starts[id];
    }

    /** The number at that place of the sequence. */
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
