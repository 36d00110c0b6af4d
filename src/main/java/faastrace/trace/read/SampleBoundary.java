package faastrace.trace.read;

/** Finds places where the text of a trace can be split without splitting a sample. */
final class SampleBoundary {
    /** How many bytes at the end are searched first. A sample usually has a few thousand bytes. */
    private static final int NEAR = 64 * 1024;

    private final LineBytes line = new LineBytes();
    private final EventLine event = new EventLine(TextFormat.PERF_SCRIPT);

    /**
     * The last place where the text can be split, which is after a blank line. If no blank lines separate the samples,
     * this place is before the first line of a sample. If a sample is longer than the piece, this place is before the
     * piece's last line.
     *
     * @param lines whether the text may be split after any line
     */
    int last(byte[] bytes, int length, boolean lines) {
        int lineStart = lineStart(bytes, length);
        if (lines) {
            return lineStart;
        }
        int near = Math.max(0, length - NEAR);
        int blank = behindBlank(bytes, lineStart, near);
        int place = blank > 0 ? blank : beforeEvent(bytes, lineStart, near);
        place = place > 0 ? place : behindBlank(bytes, near, 0);
        return place > 0 ? place : lineStart;
    }

    /** The place after the last line feed before {@code end}; 0 if there is none. */
    static int lineStart(byte[] bytes, int end) {
        int start = end;
        while (start > 0 && bytes[start - 1] != '\n') {
            start--;
        }
        return start;
    }

    private static int behindBlank(byte[] bytes, int end, int from) {
        for (int i = end - 1; i > from; i--) {
            boolean crlf = bytes[i - 1] == '\r' && i > 1 && bytes[i - 2] == '\n';
            if (bytes[i] == '\n' && (bytes[i - 1] == '\n' || crlf)) {
                return i + 1;
            }
        }
        return 0;
    }

    private int beforeEvent(byte[] bytes, int end, int from) {
        int lineEnd = end - 1;
        while (lineEnd > from) {
            int start = lineStart(bytes, lineEnd);
            if (event.stamped(line.show(bytes, start, lineEnd))) {
                return start;
            }
            lineEnd = start - 1;
        }
        return 0;
    }
}
