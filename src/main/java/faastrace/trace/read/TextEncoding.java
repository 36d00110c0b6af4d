package faastrace.trace.read;

import java.util.Optional;
import java.util.stream.IntStream;

/** Encodings that perf does not print, but that shells and editors make of what it printed. */
public final class TextEncoding {
    private static final int[][] MARKS = {{0xFF, 0xFE, 0, 0}, {0, 0, 0xFE, 0xFF}, {0xFF, 0xFE}, {0xFE, 0xFF}};
    private static final String[] MARKED = {"UTF-32", "UTF-32", "UTF-16", "UTF-16"};
    /** How much of a text is looked at. */
    static final int LOOKED_AT = 64;

    private static final int FEWEST = 8;

    private TextEncoding() {}

    /**
     * The name of the encoding, as iconv knows it, where that is a wide one. Without a byte-order mark it shows by zeros in
     * every other place, which no text of perf has.
     *
     * @param piece the beginning of the text, unpacked
     */
    public static Optional<String> wide(byte[] piece) {
        for (int i = 0; i < MARKS.length; i++) {
            if (startsWith(piece, MARKS[i])) {
                return Optional.of(MARKED[i]);
            }
        }
        int length = Math.min(piece.length, LOOKED_AT) & ~1;
        if (length < FEWEST) {
            return Optional.empty();
        }
        boolean first = areZeros(piece, 0, length);
        boolean second = areZeros(piece, 1, length);
        return first == second ? Optional.empty() : Optional.of(first ? "UTF-16BE" : "UTF-16LE");
    }

    private static boolean startsWith(byte[] piece, int[] mark) {
        return piece.length >= mark.length
                && IntStream.range(0, mark.length).allMatch(i -> (piece[i] & 0xFF) == mark[i]);
    }

    /** Whether every other byte is zero, and none of those between. */
    private static boolean areZeros(byte[] piece, int from, int length) {
        for (int i = 0; i < length; i++) {
            if (piece[i] == 0 != (i % 2 == from)) {
                return false;
            }
        }
        return true;
    }
}
