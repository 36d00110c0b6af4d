package faastrace.trace.read;

/** Where the text of a trace can be cut in two without cutting a sample. */
final class SampleBoundary {
    /** How far back to look for the better places first; a sample has a few thousand bytes. */
    private static final int NEAR = 64 * 1024;

    private final LineBytes line = new LineBytes();
    private final EventLine event = new EventLine(TextFormat.PERF_SCRIPT);

    /**
     * The last such place: behind a blank line, or before a sample's first line where samples have no blank lines.
     * Within a sample that is longer than the piece, it is before the last line.
     *
     * @param lines whether any end of a line will do
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

    /** Behind the last line end before there; 0 if there is none. */
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
