package faastrace.trace.table;

import java.util.Arrays;

/** A growing hash table with open addressing, which numbers its entries 0, 1, 2, … */
public final class HashSlots {
    /**
     * A value that differs between runs of the program. So nobody can craft a file whose lines all have the same hash.
     */
    public static final long SEED = System.nanoTime() | 1;

    private static final long MIX = 0x9E3779B97F4A7C15L;

    private int[] slots = filled(1 << 10);
    private int[] hashes = new int[1 << 9];
    private int size;

    /** Adds a word of eight bytes to a hash. */
    public static long mix(long hash, long word) {
        long mixed = (hash ^ word) * MIX;
        return mixed ^ mixed >>> 29;
    }

    /** Reduces a hash to the bits that the table uses. */
    static int fold(long hash) {
        return (int) (hash ^ hash >>> 32);
    }

    int size() {
        return size;
    }

    /** The slot at which to start the search for a hash. */
    int first(int hash) {
        return hash & slots.length - 1;
    }

    /** The slot to check after the given slot. */
    int next(int slot) {
        return slot + 1 & slots.length - 1;
    }

    /** The number of the entry in the slot, or -1 if the slot is empty. An empty slot ends a search. */
    int at(int slot) {
        return slots[slot];
    }

    boolean hashed(int number, int hash) {
        return hashes[number] == hash;
    }

    /** Adds an entry that a search has not found, and returns the entry's number. */
    int add(int hash) {
        if (size * 2 >= slots.length) {
            grow();
        }
        if (size == hashes.length) {
            hashes = Arrays.copyOf(hashes, size * 2);
        }
        hashes[size] = hash;
        place(size);
        return size++;
    }

    private void grow() {
        slots = filled(slots.length * 2);
        for (int i = 0; i < size; i++) {
            place(i);
        }
    }

    private void place(int number) {
        int slot = first(hashes[number]);
        while (slots[slot] >= 0) {
            slot = next(slot);
        }
        slots[slot] = number;
    }

    private static int[] filled(int length) {
        int[] empty = new int[length];
        Arrays.fill(empty, -1);
        return empty;
    }
}
