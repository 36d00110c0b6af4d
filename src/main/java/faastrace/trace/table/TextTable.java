package faastrace.trace.table;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Stores texts as bytes. Each text is stored once and has an id. */
public final class TextTable {
    private final HashSlots slots = new HashSlots();
    private byte[] bytes = new byte[1 << 12];
    private int[] starts = new int[1 << 8];

    /** The number of texts. */
    public int size() {
        return slots.size();
    }

    /** The total number of bytes of all texts. */
    public int length() {
        return starts[size()];
    }

    /** The id of the text, which is added if it is new. */
    public int id(byte[] text, int from, int to) {
        long hash = hash(text, from, to);
        int found = find(text, from, to, hash);
        return found >= 0 ? found : add(text, from, to, hash);
    }

    boolean known(byte[] text, int from, int to) {
        return find(text, from, to, hash(text, from, to)) >= 0;
    }

    /** The id of the text, which is added if it is new. */
    public int id(byte[] text) {
        return id(text, 0, text.length);
    }

    /** The id of the text in UTF-8, which is added if it is new. */
    public int id(String text) {
        return id(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The id of the text, or -1 if the table doesn't contain it. */
    public int find(byte[] text, int from, int to, long hash) {
        int folded = HashSlots.fold(hash);
        for (int slot = slots.first(folded); ; slot = slots.next(slot)) {
            int id = slots.at(slot);
            if (id < 0 || slots.hashed(id, folded) && equal(id, text, from, to)) {
                return id;
            }
        }
    }

    /** The id of the text, or -1 if the table doesn't contain it. */
    public int number(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        return find(encoded, 0, encoded.length, hash(encoded, 0, encoded.length));
    }

    /** Adds a text that is not in the table yet. */
    public int add(byte[] text, int from, int to, long hash) {
        int id = slots.add(HashSlots.fold(hash));
        int start = starts[id];
        int end = Math.addExact(start, to - from);
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.max(end, Math.min(Integer.MAX_VALUE - 8L, bytes.length * 2L)));
        }
        if (id + 2 > starts.length) {
            starts = Arrays.copyOf(starts, starts.length * 2);
        }
        System.arraycopy(text, from, bytes, start, to - from);
        starts[id + 1] = end;
        return id;
    }

    /** The number of bytes of the text. */
    public int length(int id) {
        return starts[id + 1] - starts[id];
    }

    /** Copies the text to the given place, and returns the place after it. */
    int copy(int id, byte[] target, int place) {
        System.arraycopy(bytes, starts[id], target, place, length(id));
        return place + length(id);
    }

    /** A copy of the text. */
    public byte[] get(int id) {
        return Arrays.copyOfRange(bytes, starts[id], starts[id + 1]);
    }

    /** The text as a string. Bytes that are not valid UTF-8 become U+FFFD. */
    public String text(int id) {
        return new String(bytes, starts[id], starts[id + 1] - starts[id], StandardCharsets.UTF_8);
    }

    private boolean equal(int id, byte[] text, int from, int to) {
        return Arrays.equals(bytes, starts[id], starts[id + 1], text, from, to);
    }

    private static long hash(byte[] text, int from, int to) {
        long hash = HashSlots.SEED;
        for (int i = from; i < to; i++) {
            hash = HashSlots.mix(hash, text[i]);
        }
        return hash;
    }
}
