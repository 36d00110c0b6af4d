package faastrace.trace.read;

import faastrace.trace.table.Dictionary;

/**
 * Finds the parts of {@code ADDRESS SYMBOL+0xOFFSET (MODULE)}. Symbol and module may contain blanks and parentheses. An
 * instance is reused for each line.
 */
final class FrameLine {
    private static final String INLINED = " (inlined)";
    private static final int MOST_ADDRESS_DIGITS = 16;

    private int symbolFrom;
    private int symbolTo;
    private int moduleFrom;
    private int moduleTo;

    int moduleFrom() {
        return moduleFrom;
    }

    /** The end of the module; equal to its start if perf names no module, as for inlined calls. */
    int moduleTo() {
        return moduleTo;
    }

    /** The id of the frame that was last parsed from this line. */
    int id(LineBytes line, Dictionary dictionary) {
        return line.frame(dictionary, symbolFrom, symbolTo, moduleFrom, moduleTo);
    }

    /** Parses a frame from the given place to the end of the line, and returns whether there is one. */
    boolean read(LineBytes line, int from) {
        return read(line, from, line.length()) && !isInstruction(line);
    }

    /** Parses a frame between the given places, and returns whether there is one. */
    boolean read(LineBytes line, int from, int to) {
        int address = line.skipBlanks(from);
        int end = address;
        while (line.hexAt(end)) {
            end++;
        }
        boolean frame = end > address && end - address <= MOST_ADDRESS_DIGITS && (line.blankAt(end) || end == to);
        if (frame && end <= to) {
            split(line, end, to);
        }
        return frame && end <= to;
    }

    /** Whether the frame that was last parsed has only an address. */
    boolean isBare() {
        return symbolTo == symbolFrom && moduleTo == moduleFrom;
    }

    /**
     * Whether the line is an instruction. {@code perf script -F +brstackinsn} lists instructions below a stack, with
     * tabs around the address.
     */
    private static boolean isInstruction(LineBytes line) {
        return line.at(0) == '\t' && line.at(MOST_ADDRESS_DIGITS + 1) == '\t' && line.hexAt(1);
    }

    /** Splits the text after the address. In a frame without a name, the module directly follows the address. */
    private void split(LineBytes line, int blank, int end) {
        int beforeInlined = end - INLINED.length();
        boolean inlined = beforeInlined >= blank && line.startsWith(INLINED, beforeInlined);
        int open = inlined ? -1 : moduleStart(line, blank, end);
        moduleFrom = open < 0 ? end : open + 1;
        moduleTo = open < 0 ? end : end - 1;
        symbolFrom = Math.min(blank + 1, end);
        int symbolEnd = inlined ? beforeInlined : open < 0 ? end : line.endBeforeBlanks(open);
        symbolTo = Math.max(symbolFrom, withoutOffset(line, symbolFrom, symbolEnd));
    }

    /**
     * The position of the parenthesis that opens the module, found by matching parentheses backwards; -1 if there is no
     * module.
     */
    private static int moduleStart(LineBytes line, int from, int end) {
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

    private static int withoutOffset(LineBytes line, int from, int to) {
        int digits = to;
        while (digits > from && line.hexAt(digits - 1)) {
            digits--;
        }
        boolean offset = digits < to && digits - 3 >= from && line.startsWith("+0x", digits - 3);
        return offset ? digits - 3 : to;
    }
}
