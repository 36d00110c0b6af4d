package faastrace.trace.read;

import faastrace.trace.table.TextTable;
import java.util.Arrays;

/** Caches frame lines, so that a frame is parsed only once and not each time it occurs. */
final class FrameCache {
    /**
     * The maximum size of the cached lines. A trace may have very many different lines, so a cache that exceeds this
     * size is emptied.
     */
    private static final int MOST_BYTES =
            (int) Math.min(16 << 20, Runtime.getRuntime().maxMemory() / 64);

    private TextTable lines = new TextTable();
    private int[] frames = new int[1 << 10];

    /** The id of the line's frame, or -1 if the line is not in the cache. */
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
