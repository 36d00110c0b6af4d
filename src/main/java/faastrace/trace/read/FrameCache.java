package faastrace.trace.read;

import faastrace.trace.table.TextTable;
import java.util.Arrays;

/** Caches lines that were frames, so that a frame is parsed once and not each time it occurs. */
final class FrameCache {
    /** The size at which the cache is cleared, because a trace may have any number of different lines. */
    private static final int MOST_BYTES =
            (int) Math.min(16 << 20, Runtime.getRuntime().maxMemory() / 64);

    private TextTable lines = new TextTable();
    private int[] frames = new int[1 << 10];

    /** The number of the line's frame, or -1 if the line is not in the cache. */
    int find(byte[] bytes, int from, int to, long hash) {
        int line = lines.find(bytes, from, to, hash);
        return line < 0 ? -1 : frames[line];
    }

    void put(byte[] bytes, int from, int to, long hash, int frame) {
        if (lines.length() > MOST_BYTES) {
            lines = new TextTable();
        }
        int line = lines.add(bytes, from, to, hash);
        if (line == frames.length) {
            frames = Arrays.copyOf(frames, line * 2);
        }
        frames[line] = frame;
    }
}
