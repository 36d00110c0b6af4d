package faastrace.trace.table;

import java.util.Arrays;

/** Where things with a hash are numbered 0, 1, 2, …: an open table of those numbers, which grows. */
public final class HashSlots {
    /** Differs from run to run, so that no file can be made whose lines all land in one place. */
    public static final long SEED = System.nanoTime() | 1;

    private static final long MIX = 0x9E3779B97F4A7C15L;

    private int[] slots = filled(1 << 10);
    private int[] hashes = new int[1 << 9];
    private int size;

    /** One step of a hash over words of eight bytes. */
    public static long mix(long hash, long word) {
        long mixed = (hash ^ word) * MIX;
        return mixed ^ mixed >>> 29;
    }

    /** The bits of a hash that the table looks at. */
    static int fold(long hash) {
        return (int) (hash ^ hash >>> 32);
    }

    int size() {
        return size;
    }

    /** Where to look first for that hash. */
    int first(int hash) {
        return hash & slots.length - 1;
    }

    /** Where to look next. */
    int next(int slot) {
        return slot + 1 & slots.length - 1;
    }

    /** The number that stands there, or -1, which ends a search. */
    int at(int slot) {
        return slots[slot];
    }

    boolean hashed(int number, int hash) {
        return hashes[number] == hash;
    }

    /** Gives the next number to what was not found. */
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
