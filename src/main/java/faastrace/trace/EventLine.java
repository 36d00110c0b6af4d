package faastrace.trace;

/**
 * The line a sample begins with: {@code COMMAND PID/TID [CPU] TIME: PERIOD EVENT: PAYLOAD}. One is used again for each
 * line.
 */
final class EventLine {
    /** The kernel's bound on names that a program gives itself. */
    private static final int LONGEST_COMMAND = 15;

    private static final int MOST_PERIOD_DIGITS = 18;

    private Stamp stamp = new Stamp();
    private Stamp next = new Stamp();
    private long period;
    private int eventFrom;
    private int eventTo;
    private int payload;

    /** What stands up to the time. */
    Stamp stamp() {
        return stamp;
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

    /** Where the text after the event begins. */
    int payload() {
        return payload;
    }

    /** Whether the whole line can be read. */
    boolean read(Line line) {
        return stamped(line) && !isRecord(line) && rest(line);
    }

    /**
     * Finds the last place in the line that reads as a stamp, because a command may look like one. A later place only
     * counts while all before it can be a command; beyond that it is the payload of a tracepoint.
     */
    boolean stamped(Line line) {
        boolean found = false;
        for (int i = 1; i < line.length(); i++) {
            if (line.at(i) == ':' && line.digitAt(i - 1) && next.endingAt(line, i)) {
                if (found && next.commandTo() - next.commandFrom() > LONGEST_COMMAND) {
                    return true;
                }
                Stamp better = next;
                next = stamp;
                stamp = better;
                found = true;
            }
        }
        return found;
    }

    /** Whether perf printed one of its own records there, which has a time but is no sample. */
    boolean isRecord(Line line) {
        return line.startsWith("PERF_RECORD_", line.skipBlanks(stamp.end()));
    }

    /** Reads what stands behind the stamp. */
    boolean rest(Line line) {
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
    private static int eventEnd(Line line, int from) {
        for (int i = from; i < line.length() && !line.blankAt(i); i++) {
            if (line.at(i) == ':' && (line.blankAt(i + 1) || i + 1 == line.length())) {
                return i;
            }
        }
        return -1;
    }
}
