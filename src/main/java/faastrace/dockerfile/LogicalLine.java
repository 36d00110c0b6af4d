package faastrace.dockerfile;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The text of an instruction with its continued lines joined. Each character can be mapped back to its offset in the
 * file.
 */
final class LogicalLine {
    private final StringBuilder joined = new StringBuilder();
    private int[] joinedStarts = new int[4];
    private int[] fileStarts = new int[4];
    private int pieces;
    private @Nullable String text;

    /** Appends the characters of the file from start to end as the next piece. */
    void add(String file, int start, int end) {
        if (pieces == joinedStarts.length) {
            joinedStarts = Arrays.copyOf(joinedStarts, pieces * 2);
            fileStarts = Arrays.copyOf(fileStarts, pieces * 2);
        }
        joinedStarts[pieces] = joined.length();
        fileStarts[pieces++] = start;
        joined.append(file, start, end);
    }

    String text() {
        if (text == null) {
            text = joined.toString();
        }
        return text;
    }

    /** The offset that the character at the given index has in the file. */
    int offset(int index) {
        int piece = Arrays.binarySearch(joinedStarts, 0, pieces, index);
        if (piece < 0) {
            piece = -piece - 2;
        }
        // An empty piece starts at the same index as the next one. Binary search may find any of them, but only the
        // last one contains the character.
        while (piece + 1 < pieces && joinedStarts[piece + 1] == index) {
            piece++;
        }
        return fileStarts[piece] + index - joinedStarts[piece];
    }

    /** The offset in the file at which the character before the given index ends. */
    int offsetBehind(int index) {
        return index == 0 ? offset(0) : offset(index - 1) + 1;
    }
}
