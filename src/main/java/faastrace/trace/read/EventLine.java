package faastrace.trace.read;

/**
 * The first line of a sample: {@code COMMAND PID/TID [CPU] TIME: PERIOD EVENT: PAYLOAD}. The {@link TextFormat}
 * determines which of these fields a line has. An instance is reused for each line.
 */
final class EventLine {
    /** The kernel's limit on the length of thread names. */
    private static final int LONGEST_COMMAND = 15;

    private static final int MOST_PERIOD_DIGITS = 18;

    /** The width at which perf prints a period, including the blank before it. Ids are narrower. */
    private static final int PERIOD_WIDTH = 11;

    /** The width at which perf prints an address, including the blank before it. */
    private static final int ADDRESS_WIDTH = 17;

    private final TextFormat format;
    private SampleTime stamp = new SampleTime();
    private SampleTime next = new SampleTime();
    private long period;
    private int eventFrom;
    private int eventTo;
    private int payload;

    EventLine(TextFormat format) {
        this.format = format;
    }

    /** The part before the period and the event. */
    SampleTime stamp() {
        return stamp;
    }

    /** Whether the command's length is within the kernel's limit. */
    boolean isCommandShort() {
        return stamp.commandTo() - stamp.commandFrom() <= LONGEST_COMMAND;
    }

    /** The period. If it is missing or 0, returns 1, because each sample stands for at least one event. */
    long period() {
        return period;
    }

    int eventFrom() {
        return eventFrom;
    }

    /** The end of the event; equal to its start if there is no event. */
    int eventTo() {
        return eventTo;
    }

    /** Parses the whole line and returns whether it is the first line of a sample. */
    boolean read(LineBytes line) {
        return stamped(line) && !isRecord(line) && rest(line);
    }

    /**
     * Finds the stamp: the fields up to the time. If several parts of the line look like a stamp, the last of them is
     * right, because a command may look like a stamp. But a later match counts only if the text before it is short
     * enough to be a command. Otherwise, the match is in the payload of a tracepoint.
     */
    boolean stamped(LineBytes line) {
        if (format == TextFormat.ONLY_COMMANDS) {
            return stamp.ofCommand(line);
        }
        boolean found = false;
        for (int i = 1; i < line.length(); i++) {
            if (line.at(i) == ':' && stampEnds(line, i)) {
                if (found && next.commandTo() - next.commandFrom() > LONGEST_COMMAND) {
                    return true;
                }
                SampleTime better = next;
                next = stamp;
                stamp = better;
                found = true;
            }
        }
        return found;
    }

    /**
     * Whether a stamp ends at the colon. In a format without times, the event ends at the colon, and the stamp ends
     * before the event.
     */
    private boolean stampEnds(LineBytes line, int colon) {
        if (format != TextFormat.WITHOUT_TIMES) {
            return line.digitAt(colon - 1) && next.endingAt(line, colon, format.identified());
        }
        int event = colon;
        boolean named = false;
        while (event > 0 && !line.blankAt(event - 1)) {
            event--;
            named |= line.letterAt(event);
        }
        boolean ends = line.blankAt(colon + 1) || colon + 1 == line.length();
        return ends && named && beforePeriod(line, line.endBeforeBlanks(event));
    }

    /**
     * Parses the stamp before the event. A number directly before the event is the period if it is as wide as perf
     * prints periods, or if it follows the CPU. Otherwise, the number is an id.
     */
    private boolean beforePeriod(LineBytes line, int end) {
        int digits = end;
        while (line.digitAt(digits - 1)) {
            digits--;
        }
        int ids = line.endBeforeBlanks(digits);
        boolean number = digits < end && (end - ids >= PERIOD_WIDTH || line.at(ids - 1) == ']');
        return number && next.before(line, ids, true) || next.before(line, end, true);
    }

    /** Whether the line is one of perf's own records, which have a time but are not samples. */
    boolean isRecord(LineBytes line) {
        return line.startsWith("PERF_RECORD_", line.skipBlanks(stamp.end()));
    }

    /** Parses the part after the stamp. */
    boolean rest(LineBytes line) {
        int token = line.skipBlanks(stamp.end());
        int end = token;
        while (line.digitAt(end)) {
            end++;
        }
        period = 1;
        boolean digits = end > token && end - token <= MOST_PERIOD_DIGITS;
        if (digits && (line.blankAt(end) || end == line.length())) {
            period = Math.max(1, line.number(token, end));
            token = line.skipBlanks(end);
        }
        int colon = eventEnd(line, token);
        eventFrom = token;
        eventTo = Math.max(token, colon);
        payload = colon < 0 ? line.length() : colon + 1;
        return token == line.length() || colon > token;
    }

    /**
     * The position of the colon that ends the event's name. It is the first colon directly before a blank or the end of
     * the line; -1 if a blank comes first.
     */
    private static int eventEnd(LineBytes line, int from) {
        for (int i = from; i < line.length() && !line.blankAt(i); i++) {
            if (line.at(i) == ':' && (line.blankAt(i + 1) || i + 1 == line.length())) {
                return i;
            }
        }
        return -1;
    }

    /**
     * If no stack follows, perf prints a frame after the event. Parses this frame, and returns whether there is one.
     * The payload of a tracepoint contains no module, so it is not taken for a frame. For other events, the last
     * address is the address of the code, because data addresses come before the frame and branches after it.
     */
    boolean frameOnLine(LineBytes line, FrameLine frame) {
        if (payload >= line.length()) {
            return false;
        }
        int end = frameEnd(line);
        int from = payload;
        for (int i = isTracepoint(line) ? end : payload; i < end; i++) {
            from = isAddress(line, i) ? i : from;
        }
        return frame.read(line, from, end) && frame.moduleTo() > frame.moduleFrom();
    }

    private int frameEnd(LineBytes line) {
        for (int i = isTracepoint(line) ? 0 : line.length(); i > payload; i--) {
            if (line.at(i - 1) == ')' && (i == line.length() || line.blankAt(i))) {
                return i;
            }
        }
        return line.length();
    }

    /** Whether an address starts at {@code from}, right-aligned to the width at which perf prints addresses. */
    private boolean isAddress(LineBytes line, int from) {
        int end = from;
        while (line.hexAt(end)) {
            end++;
        }
        boolean begins = end > from && line.blankAt(from - 1) && line.at(end) == ' ';
        return begins && end - line.endBeforeBlanks(from) >= ADDRESS_WIDTH;
    }

    /** Whether the event is a tracepoint like {@code sched:sched_switch}, not a counter like {@code cycles:ppp}. */
    private boolean isTracepoint(LineBytes line) {
        int colon = eventFrom;
        while (colon < eventTo && line.at(colon) != ':') {
            colon++;
        }
        for (int i = colon + 1; i < eventTo; i++) {
            if ("ukhpPHGSDIWebX".indexOf(line.at(i)) < 0) {
                return true;
            }
        }
        return false;
    }
}
