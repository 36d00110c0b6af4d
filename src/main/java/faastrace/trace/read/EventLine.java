package faastrace.trace.read;

/**
 * The line a sample begins with: {@code COMMAND PID/TID [CPU] TIME: PERIOD EVENT: PAYLOAD}. Which of these fields are
 * there depends on the {@link TextFormat}. One is used again for each line.
 */
final class EventLine {
    /** The kernel's bound on names that a program gives itself. */
    private static final int LONGEST_COMMAND = 15;

    private static final int MOST_PERIOD_DIGITS = 18;

    /** How wide perf prints a period, the blank before it included; ids are printed narrower. */
    private static final int PERIOD_WIDTH = 11;

    /** How wide perf prints an address, the blank before it included. */
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

    /** What stands before the period and the event. */
    SampleTime stamp() {
        return stamp;
    }

    /** Whether the command is no longer than the kernel lets one be. */
    boolean isCommandShort() {
        return stamp.commandTo() - stamp.commandFrom() <= LONGEST_COMMAND;
    }

    /** 1 if not given, or given as 0: each sample stands for something. */
    long period() {
        return period;
    }

    int eventFrom() {
        return eventFrom;
    }

    /** The same as where it begins if no event is given. */
    int eventTo() {
        return eventTo;
    }

    /** Whether the whole line can be read. */
    boolean read(LineBytes line) {
        return stamped(line) && !isRecord(line) && rest(line);
    }

    /**
     * Finds the last place in the line that reads as a stamp, because a command may look like one. A later place only
     * counts while all before it can be a command; beyond that it is the payload of a tracepoint.
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

    /** Whether a stamp ends at that colon, or before the event that ends there where there are no times. */
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

    /** A number before the event is its period if it is as wide as one, or behind the processor; else it is an id. */
    private boolean beforePeriod(LineBytes line, int end) {
        int digits = end;
        while (line.digitAt(digits - 1)) {
            digits--;
        }
        int ids = line.endBeforeBlanks(digits);
        boolean number = digits < end && (end - ids >= PERIOD_WIDTH || line.at(ids - 1) == ']');
        return number && next.before(line, ids, true) || next.before(line, end, true);
    }

    /** Whether perf printed one of its own records there, which has a time but is no sample. */
    boolean isRecord(LineBytes line) {
        return line.startsWith("PERF_RECORD_", line.skipBlanks(stamp.end()));
    }

    /** Reads what stands behind the stamp. */
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

    /** The colon that ends the event's name: the first with a blank or nothing behind it, and no blank before. */
    private static int eventEnd(LineBytes line, int from) {
        for (int i = from; i < line.length() && !line.blankAt(i); i++) {
            if (line.at(i) == ':' && (line.blankAt(i + 1) || i + 1 == line.length())) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Reads the frame that perf puts behind the event where no stack follows. Payloads of tracepoints name no module. Of
     * other events the last address is that of the code: those of data stand before it, and branches behind it.
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

    /** Whether a second address begins there: behind a frame, and as wide as perf prints it. */
    private boolean isAddress(LineBytes line, int from) {
        int end = from;
        while (line.hexAt(end)) {
            end++;
        }
        boolean begins = end > from && line.blankAt(from - 1) && line.at(end) == ' ';
        return begins && end - line.endBeforeBlanks(from) >= ADDRESS_WIDTH;
    }

    /** {@code sched:sched_switch} is one; {@code cycles:ppp} is a counter with modifiers. */
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
