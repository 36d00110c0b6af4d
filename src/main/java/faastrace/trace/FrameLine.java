package faastrace.trace;

import java.util.Optional;

/** Reads {@code ADDRESS SYMBOL+0xOFFSET (MODULE)}, where symbol and module may hold blanks and parentheses. */
final class FrameLine {
    private static final String INLINED = " (inlined)";

    private FrameLine() {}

    /** The frame that stands from there to the end of the line, if one does. */
    static Optional<Frame> read(Line line, int from) {
        int address = line.skipBlanks(from);
        int end = address;
        while (line.hexAt(end)) {
            end++;
        }
        boolean frame = end > address && end - address <= 16 && (line.blankAt(end) || end == line.length());
        return frame ? Optional.of(frame(line, end)) : Optional.empty();
    }

    /** From the blank after the address; a frame without a name has its module right there. */
    private static Frame frame(Line line, int blank) {
        int end = line.length();
        int beforeInlined = end - INLINED.length();
        if (beforeInlined >= blank && line.startsWith(INLINED, beforeInlined)) {
            return new Frame(symbol(line, blank + 1, beforeInlined), "");
        }
        int open = moduleStart(line, blank, end);
        if (open < 0) {
            return new Frame(symbol(line, blank + 1, end), "");
        }
        return new Frame(symbol(line, blank + 1, line.endBeforeBlanks(open)), line.text(open + 1, end - 1));
    }

    /** The parenthesis that opens the module, found by balancing backwards; -1 if there is no module. */
    private static int moduleStart(Line line, int from, int end) {
        if (line.at(end - 1) != ')') {
            return -1;
        }
        int depth = 0;
        int nearest = -1;
        for (int i = end - 1; i > from; i--) {
            byte b = line.at(i);
            depth += b == ')' ? 1 : b == '(' ? -1 : 0;
            boolean opens = b == '(' && line.blankAt(i - 1);
            if (depth == 0 && b == '(') {
                return opens ? i : -1;
            }
            nearest = opens && nearest < 0 ? i : nearest;
        }
        return nearest;
    }

    private static String symbol(Line line, int from, int to) {
        int digits = to;
        while (digits > from && line.hexAt(digits - 1)) {
            digits--;
        }
        boolean offset = digits < to && digits - 3 >= from && line.startsWith("+0x", digits - 3);
        return line.text(from, offset ? digits - 3 : to);
    }
}
