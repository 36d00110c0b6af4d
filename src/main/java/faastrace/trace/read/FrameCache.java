package faastrace.trace.read;

import faastrace.trace.table.TextTable;
import java.util.Arrays;

/** Lines that were frames, as they stood there: a frame is taken apart once, not each time that it occurs. */
final class FrameCache {
    /** Beyond that it starts anew: nobody knows how many different lines a trace has. */
    private static final int MOST_BYTES =
            (int) Math.min(16 << 20, Runtime.getRuntime().maxMemory() / 64);

    private TextTable lines = new TextTable();
    private int[] frames = new int[1 << 10];

    /** The frame that this line is, or -1 if it has not been met. */
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
