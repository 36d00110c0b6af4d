package faastrace.trace.read;

import org.jspecify.annotations.Nullable;

/** Guesses the {@link TextFormat} of a text from single lines. */
final class FormatGuess {
    private static final int LONG_ADDRESS = 8;

    /** The width at which perf prints an address after a tab. */
    private static final int ADDRESS_WIDTH = 16;

    private final byte[] piece;
    private final LineBytes line = new LineBytes();
    private final LineBytes next = new LineBytes();
    private final FrameLine frame = new FrameLine();
    private final EventLine usual = new EventLine(TextFormat.PERF_SCRIPT);
    private final EventLine withoutIds = new EventLine(TextFormat.WITHOUT_IDS);
    private final EventLine withoutTimes = new EventLine(TextFormat.WITHOUT_TIMES);
    private final EventLine onlyCommand = new EventLine(TextFormat.ONLY_COMMANDS);

    FormatGuess(byte[] piece) {
        this.piece = piece;
    }

    static int lineEnd(byte[] bytes, int from) {
        int end = from;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        return end;
    }

    /** Whether the line is the first line of a sample in perf's default format. */
    boolean isUsual(int from, int end) {
        return usual.read(line.show(piece, from, end));
    }

    /**
     * The format that the line indicates, or null. A line only counts as a sample if it contains a frame or if a frame
     * follows on the next line.
     */
    @Nullable
    TextFormat of(int from, int end) {
        line.show(piece, from, end);
        next.show(piece, Math.min(piece.length, end + 1), lineEnd(piece, Math.min(piece.length, end + 1)));
        if (line.length() == 0 || line.at(0) == '#' || line.contains("PERF_RECORD_")) {
            return null;
        }
        boolean framed = frame.read(next, 0) && isCode(next);
        if (withoutIds.read(line) && (framed || withoutIds.frameOnLine(line, frame))) {
            return TextFormat.WITHOUT_IDS;
        }
        if (withoutTimes.read(line)
                && withoutTimes.isCommandShort()
                && (framed || withoutTimes.frameOnLine(line, frame))) {
            return TextFormat.WITHOUT_TIMES;
        }
        if (framed && next.blankAt(0) && onlyCommand.read(line) && onlyCommand.isCommandShort()) {
            return TextFormat.ONLY_COMMANDS;
        }
        return end < piece.length && FoldedParser.countStart(line) > 0 ? TextFormat.FOLDED : null;
    }

    /**
     * Whether the line is really a frame. It may also be prose whose first word consists of hexadecimal digits. The
     * address of a frame has many digits, or is followed by a file, or is aligned as perf aligns addresses.
     */
    private boolean isCode(LineBytes of) {
        int from = of.skipBlanks(0);
        int end = from;
        while (of.hexAt(end)) {
            end++;
        }
        boolean file = of.at(frame.moduleFrom()) == '[';
        for (int i = frame.moduleFrom(); i < frame.moduleTo(); i++) {
            file |= of.at(i) == '/';
        }
        boolean aligned = of.at(0) == '\t' && end == 1 + ADDRESS_WIDTH;
        return end - from >= LONG_ADDRESS || aligned || file && frame.moduleTo() > frame.moduleFrom();
    }
}
