package faastrace.trace;

/** What a text may be. */
enum Format {
    PERF_SCRIPT,
    FOLDED;

    private static final int PIECE = 64 * 1024;
    private static final int LINES = 100;

    /** Looks at the first lines behind the head; what looks like neither is read as perf script, and skipped. */
    static Format of(Chunks chunks) {
        byte[] piece = chunks.peek(PIECE);
        Line line = new Line();
        EventLine event = new EventLine();
        Format format = null;
        int from = 0;
        for (int i = 0; i < LINES && from < piece.length; i++) {
            int end = from;
            while (end < piece.length && piece[end] != '\n') {
                end++;
            }
            line.show(piece, from, end);
            if (event.read(line)) {
                return PERF_SCRIPT;
            }
            boolean plain = line.length() > 0 && line.at(0) != '#' && end < piece.length;
            format = format == null && plain && FoldedParser.countStart(line) > 0 ? FOLDED : format;
            from = end + 1;
        }
        return format == null ? PERF_SCRIPT : format;
    }
}
