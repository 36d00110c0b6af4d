package faastrace.trace.read;

/** The format of a text, and the fields of its samples. {@code perf script -F} can leave out most of these fields. */
enum TextFormat {
    /** The default output of perf script, with command, ids, time and event. */
    PERF_SCRIPT(true, true),
    /** Text without the field {@code tid}. */
    WITHOUT_IDS(true, false),
    /** Text without the field {@code time}. */
    WITHOUT_TIMES(false, true),
    /**
     * Text without the fields {@code time} and {@code event}. Only the command and optional ids are above the stack.
     */
    ONLY_COMMANDS(false, true),
    FOLDED(false, false);

    private static final int PIECE = 64 * 1024;
    private static final int LINES = 100;

    private final boolean timed;
    private final boolean identified;

    TextFormat(boolean timed, boolean identified) {
        this.timed = timed;
        this.identified = identified;
    }

    /** Whether samples have times. */
    boolean timed() {
        return timed;
    }

    /** Whether samples have the ids of their threads. */
    boolean identified() {
        return identified;
    }

    /**
     * Guesses the format from the first lines after the head. If the format is not recognised, the text is read as perf
     * script text, and its lines are skipped.
     */
    static TextFormat of(Chunks chunks) {
        byte[] piece = chunks.peek(PIECE);
        FormatGuess guess = new FormatGuess(piece);
        TextFormat format = null;
        int from = 0;
        for (int i = 0; i < LINES && from < piece.length; i++) {
            int end = FormatGuess.lineEnd(piece, from);
            if (guess.isUsual(from, end)) {
                return PERF_SCRIPT;
            }
            format = format == null ? guess.of(from, end) : format;
            from = end + 1;
        }
        return format == null ? PERF_SCRIPT : format;
    }
}
