package faastrace.trace.read;

import java.util.Optional;
import java.util.stream.IntStream;

/** Detects encodings in which perf never prints, but into which shells and editors may convert perf's output. */
public final class TextEncoding {
    private static final int[][] MARKS = {{0xFF, 0xFE, 0, 0}, {0, 0, 0xFE, 0xFF}, {0xFF, 0xFE}, {0xFE, 0xFF}};
    private static final String[] MARKED = {"UTF-32", "UTF-32", "UTF-16", "UTF-16"};
    /** The number of bytes of a text that are examined. */
    static final int LOOKED_AT = 64;

    private static final int FEWEST = 8;

    private TextEncoding() {}

    /**
     * The name that iconv uses for the text's encoding, if the encoding is UTF-16 or UTF-32. Without a byte-order mark,
     * UTF-16 is recognised by zeros in every other byte, which perf never prints.
     *
     * @param piece the beginning of the text, decompressed
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

    /** Whether every other byte is zero, starting at {@code from}, while no byte in between is zero. */
    private static boolean areZeros(byte[] piece, int from, int length) {
        for (int i = 0; i < length; i++) {
            if (piece[i] == 0 != (i % 2 == from)) {
                return false;
            }
        }
        return true;
    }
}
