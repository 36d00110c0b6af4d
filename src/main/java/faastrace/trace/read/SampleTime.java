package faastrace.trace.read;

import faastrace.trace.Nanos;

/**
 * The stamp, which is the part of an event line up to and including the time. The stamp is parsed backwards from the
 * time, because a command may contain blanks, digits and colons. An instance is reused for each line.
 */
final class SampleTime {
    private static final int MOST_DIGITS = 9;

    /** The maximum number of digits of seconds, enough to recognise times that are too large to store. */
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

    /** The process id; -1 if it is missing. */
    int pid() {
        return pid;
    }

    /** The thread id; -1 if it is missing or if the thread had already exited. */
    int tid() {
        return tid;
    }

    /** The CPU number; -1 if it is missing. */
    int cpu() {
        return cpu;
    }

    /** The time in nanoseconds, on the recording's clock. */
    long nanos() {
        return nanos;
    }

    /** Whether the time is too large to store. */
    boolean isTooLate() {
        return tooLate;
    }

    /** The place after the colon that follows the time. If there is no time, the place after the ids. */
    int end() {
        return end;
    }

    /**
     * Parses the stamp that ends at the given colon. Returns whether there is such a stamp.
     *
     * @param ids whether the stamp has the ids of the thread
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

    /**
     * Parses a stamp that has no time: command, ids and optional CPU. The stamp ends at {@code before}. Returns whether
     * there is such a stamp.
     */
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

    /** Parses the whole line as a command, with or without ids. */
    boolean ofCommand(LineBytes line) {
        return !line.blankAt(0) && (before(line, line.length(), true) || before(line, line.length(), false));
    }

    /** Parses a command that has no ids. The command ends at {@code commandEnd}. */
    private boolean named(LineBytes line, int commandEnd) {
        pid = -1;
        tid = -1;
        commandFrom = line.skipBlanks(0);
        commandTo = Math.max(commandFrom, commandEnd);
        return true;
    }

    /** Parses the ids that end at {@code idsEnd}, and the command before them. */
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

    /** The start of the digits before the point; -1 if they neither start the line nor follow a blank. */
    private static int timeStart(LineBytes line, int point) {
        if (line.at(point) != '.') {
            return -1;
        }
        int start = digitsStart(line, point, MOST_SECOND_DIGITS);
        return start < point && (start == 0 || line.blankAt(start - 1)) ? start : -1;
    }

    /** Skips the time of day ({@code 2026-11-23 12:22:04.123456}), which {@code perf script -F +tod} prints. */
    private static int beforeDate(LineBytes line, int end) {
        int time = digitsStart(line, end, Nanos.MOST_FRACTION_DIGITS) - "12:22:04.".length();
        boolean timed = line.at(time + 2) == ':' && line.at(time + 5) == ':' && line.at(time + 8) == '.';
        int date = timed ? line.endBeforeBlanks(time) - DATE_LENGTH : -1;
        return timed && line.at(date + 4) == '-' && line.at(date + 7) == '-' ? line.endBeforeBlanks(date) : end;
    }

    /** Skips the flags of the record (one letter each), which {@code perf script -F +misc} prints. */
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
