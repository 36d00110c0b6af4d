package faastrace.trace.read;

import faastrace.trace.Nanos;

/**
 * The part of an event line up to its time. It is found from the time backwards, since a command may hold blanks,
 * digits and colons. One is used again for each line.
 */
final class SampleTime {
    private static final int MOST_DIGITS = 9;

    /** So many digits of seconds are read; a time that is larger than one can be kept is known as such. */
    private static final int MOST_SECOND_DIGITS = 18;

    private static final int MOST_FLAGS = 5;
    private static final int DATE_LENGTH = 10;

    private int commandFrom;
    private int commandTo;
    private int pid;
    private int tid;
    private int cpu;
    private long nanos;
    private boolean tooLate;
    private int end;

    int commandFrom() {
        return commandFrom;
    }

    int commandTo() {
        return commandTo;
    }

    /** -1 if not given. */
    int pid() {
        return pid;
    }

    /** -1 if not given or exited. */
    int tid() {
        return tid;
    }

    /** -1 if not given. */
    int cpu() {
        return cpu;
    }

    /** Nanoseconds on the recording's clock. */
    long nanos() {
        return nanos;
    }

    /** Whether the time is larger than one can be kept. */
    boolean isTooLate() {
        return tooLate;
    }

    /** The place after the time's colon, or after the ids where there is no time. */
    int end() {
        return end;
    }

    /**
     * Whether a stamp ends at that colon; if so, this is it.
     *
     * @param ids whether it must have the thread's ids; else it has none
     */
    boolean endingAt(LineBytes line, int colon, boolean ids) {
        int point = digitsStart(line, colon, Nanos.MOST_FRACTION_DIGITS) - 1;
        int time = timeStart(line, point);
        if (time < 0 || point + 1 == colon || time == 0 && ids) {
            return false;
        }
        long seconds = line.number(time, point);
        int date = beforeDate(line, line.endBeforeBlanks(time));
        if (!before(line, ids ? beforeFlags(line, date) : date, ids)) {
            return false;
        }
        tooLate = seconds > Nanos.MOST_SECONDS;
        nanos = tooLate ? 0 : Nanos.of(seconds, line.number(point + 1, colon), colon - point - 1);
        end = colon + 1;
        return true;
    }

    /** Whether a stamp without a time ends there: a command, ids and maybe a processor. */
    boolean before(LineBytes line, int before, boolean ids) {
        int open = before;
        nanos = 0;
        tooLate = false;
        end = before;
        cpu = -1;
        if (line.at(before - 1) == ']') {
            open = digitsStart(line, before - 1, MOST_DIGITS) - 1;
            if (open + 1 == before - 1 || line.at(open) != '[') {
                return false;
            }
            cpu = (int) line.number(open + 1, before - 1);
        }
        int rest = line.endBeforeBlanks(open);
        return ids ? identified(line, rest) : named(line, rest);
    }

    /** Takes all of the line for a command, or for one with ids. */
    boolean ofCommand(LineBytes line) {
        return !line.blankAt(0) && (before(line, line.length(), true) || before(line, line.length(), false));
    }

    /** What ends there is a command, and there are no ids. */
    private boolean named(LineBytes line, int commandEnd) {
        pid = -1;
        tid = -1;
        commandFrom = line.skipBlanks(0);
        commandTo = Math.max(commandFrom, commandEnd);
        return true;
    }

    /** The ids that end there and the command before them. */
    private boolean identified(LineBytes line, int idsEnd) {
        int thread = numberStart(line, idsEnd);
        int process = line.at(thread - 1) == '/' ? numberStart(line, thread - 1) : thread;
        boolean ids = thread < idsEnd
                && (process == thread || process < thread - 1)
                && (process == 0 || line.blankAt(process - 1));
        if (ids) {
            pid = process == thread ? -1 : signed(line, process, thread - 1);
            tid = signed(line, thread, idsEnd);
            commandFrom = line.skipBlanks(0);
            commandTo = Math.max(commandFrom, line.endBeforeBlanks(process));
        }
        return ids;
    }

    /** Where the digits before the point begin, if they follow a blank; -1 if there is none. */
    private static int timeStart(LineBytes line, int point) {
        if (line.at(point) != '.') {
            return -1;
        }
        int start = digitsStart(line, point, MOST_SECOND_DIGITS);
        return start < point && (start == 0 || line.blankAt(start - 1)) ? start : -1;
    }

    /** Passes over {@code 2026-11-23 12:22:04.123456}, which perf prints when asked for the time of day. */
    private static int beforeDate(LineBytes line, int end) {
        int time = digitsStart(line, end, Nanos.MOST_FRACTION_DIGITS) - "12:22:04.".length();
        boolean timed = line.at(time + 2) == ':' && line.at(time + 5) == ':' && line.at(time + 8) == '.';
        int date = timed ? line.endBeforeBlanks(time) - DATE_LENGTH : -1;
        return timed && line.at(date + 4) == '-' && line.at(date + 7) == '-' ? line.endBeforeBlanks(date) : end;
    }

    /** Passes over the letters perf prints when asked for the kind of record. */
    private static int beforeFlags(LineBytes line, int end) {
        int start = end;
        while (end - start <= MOST_FLAGS && line.letterAt(start - 1)) {
            start--;
        }
        boolean flags = start < end && end - start <= MOST_FLAGS && line.blankAt(start - 1);
        return flags ? line.endBeforeBlanks(start) : end;
    }

    private static int numberStart(LineBytes line, int end) {
        int start = digitsStart(line, end, MOST_DIGITS);
        return start < end && line.at(start - 1) == '-' ? start - 1 : start;
    }

    private static int digitsStart(LineBytes line, int end, int most) {
        int start = end;
        while (end - start < most && line.digitAt(start - 1)) {
            start--;
        }
        return start;
    }

    private static int signed(LineBytes line, int from, int to) {
        boolean minus = line.at(from) == '-';
        int number = (int) line.number(minus ? from + 1 : from, to);
        return minus ? -number : number;
    }
}
