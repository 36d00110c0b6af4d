package faastrace.trace;

import java.util.Optional;

/**
 * The part of an event line up to its time. It is found from the time backwards, since a command may hold blanks,
 * digits and colons.
 *
 * @param command the thread's name
 * @param pid -1 if not given
 * @param tid -1 if not given or exited
 * @param cpu -1 if not given
 * @param timeNanos nanoseconds on the recording's clock
 * @param end the place after the time's colon
 */
record Stamp(String command, int pid, int tid, int cpu, long timeNanos, int end) {
    /** The kernel's bound on names that a program gives itself. */
    private static final int LONGEST_COMMAND = 15;

    private static final int MOST_DIGITS = 9;
    private static final int MOST_FLAGS = 5;
    private static final int DATE_LENGTH = 10;

    /**
     * The last place in the line that reads as a stamp, because a command may look like one. A later place only counts
     * while all before it can be a command; beyond that it is the payload of a tracepoint.
     */
    static Optional<Stamp> find(Line line) {
        Optional<Stamp> last = Optional.empty();
        for (int i = 0; i < line.length(); i++) {
            Optional<Stamp> stamp = line.at(i) == ':' && line.digitAt(i - 1) ? endingAt(line, i) : Optional.empty();
            if (stamp.isPresent()) {
                if (last.isPresent() && stamp.get().command().length() > LONGEST_COMMAND) {
                    return last;
                }
                last = stamp;
            }
        }
        return last;
    }

    private static Optional<Stamp> endingAt(Line line, int colon) {
        int time = timeStart(line, colon);
        if (time < 0) {
            return Optional.empty();
        }
        int end = beforeFlags(line, beforeDate(line, line.endBeforeBlanks(time)));
        int bracket = line.at(end - 1) == ']' ? end - 1 : end;
        int open = bracket < end ? digitsStart(line, bracket, MOST_DIGITS) - 1 : end;
        if (bracket < end && (open + 1 == bracket || line.at(open) != '[')) {
            return Optional.empty();
        }
        int cpu = bracket < end ? number(line, open + 1, bracket) : -1;
        long nanos = Nanos.parse(line.text(time, colon));
        return identified(line, line.endBeforeBlanks(open), cpu, nanos, colon + 1);
    }

    /** The ids that end there and the command before them. */
    private static Optional<Stamp> identified(Line line, int end, int cpu, long nanos, int after) {
        int tid = numberStart(line, end);
        int pid = line.at(tid - 1) == '/' ? numberStart(line, tid - 1) : tid;
        boolean ids = tid < end && (pid == tid || pid < tid - 1) && (pid == 0 || line.blankAt(pid - 1));
        if (!ids) {
            return Optional.empty();
        }
        int process = pid == tid ? -1 : number(line, pid, tid - 1);
        String command = line.text(line.skipBlanks(0), line.endBeforeBlanks(pid));
        return Optional.of(new Stamp(command, process, number(line, tid, end), cpu, nanos, after));
    }

    /** Where {@code digits.digits} begins that ends at the colon and follows a blank; -1 if there is none. */
    private static int timeStart(Line line, int colon) {
        int point = digitsStart(line, colon, Nanos.MOST_FRACTION_DIGITS) - 1;
        if (line.at(point) != '.') {
            return -1;
        }
        int start = digitsStart(line, point, Nanos.MOST_SECOND_DIGITS);
        return start < point && line.blankAt(start - 1) ? start : -1;
    }

    /** Passes over {@code 2026-11-23 12:22:04.123456}, which perf prints when asked for the time of day. */
    private static int beforeDate(Line line, int end) {
        int time = digitsStart(line, end, Nanos.MOST_FRACTION_DIGITS) - "12:22:04.".length();
        int date = line.endBeforeBlanks(time) - DATE_LENGTH;
        boolean dated = line.at(time + 2) == ':' && line.at(time + 5) == ':' && line.at(time + 8) == '.';
        return dated && line.at(date + 4) == '-' && line.at(date + 7) == '-' ? line.endBeforeBlanks(date) : end;
    }

    /** Passes over the letters perf prints when asked for the kind of record. */
    private static int beforeFlags(Line line, int end) {
        int start = end;
        while (end - start <= MOST_FLAGS && letter(line.at(start - 1))) {
            start--;
        }
        boolean flags = start < end && end - start <= MOST_FLAGS && line.blankAt(start - 1);
        return flags ? line.endBeforeBlanks(start) : end;
    }

    private static boolean letter(byte b) {
        return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z';
    }

    private static int numberStart(Line line, int end) {
        int start = digitsStart(line, end, MOST_DIGITS);
        return start < end && line.at(start - 1) == '-' ? start - 1 : start;
    }

    private static int digitsStart(Line line, int end, int most) {
        int start = end;
        while (end - start < most && line.digitAt(start - 1)) {
            start--;
        }
        return start;
    }

    private static int number(Line line, int from, int to) {
        return Integer.parseInt(line.text(from, to));
    }
}
