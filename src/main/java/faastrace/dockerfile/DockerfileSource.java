package faastrace.dockerfile;

import java.util.Arrays;

/** The text of a Dockerfile, its escape character, and the offsets at which its lines start. */
final class DockerfileSource {
    private final String text;
    private final char escape;
    private final int[] lineStarts;

    DockerfileSource(String text, char escape) {
        this.text = text;
        this.escape = escape;
        this.lineStarts = lineStarts(text);
    }

    private static int[] lineStarts(String text) {
        int[] starts = new int[16];
        int lines = 1;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) {
            if (lines == starts.length) {
                starts = Arrays.copyOf(starts, lines * 2);
            }
            starts[lines++] = end + 1;
        }
        return Arrays.copyOf(starts, lines);
    }

    String text() {
        return text;
    }

    char escape() {
        return escape;
    }

    /** The 1-based line that contains the offset. */
    int lineOf(int offset) {
        int found = Arrays.binarySearch(lineStarts, offset);
        return found < 0 ? -found - 1 : found + 1;
    }

    /** The offset just after the line that contains the given offset. The line includes its line ending. */
    int lineEnd(int offset) {
        int end = text.indexOf('\n', offset);
        return end < 0 ? text.length() : end + 1;
    }

    /** The line ending that most lines have; {@code \n} if no line has one. */
    String newline() {
        int crlf = 0;
        for (int i = 1; i < lineStarts.length; i++) {
            int lineFeed = lineStarts[i] - 1;
            if (lineFeed > 0 && text.charAt(lineFeed - 1) == '\r') {
                crlf++;
            }
        }
        return crlf * 2 > lineStarts.length - 1 ? "\r\n" : "\n";
    }
}
