package faastrace.trace;

import java.util.List;
import java.util.Optional;

/**
 * The line a sample begins with: {@code COMMAND PID/TID [CPU] TIME: PERIOD EVENT: PAYLOAD}.
 *
 * @param stamp what stands up to the time
 * @param period 1 if not given
 * @param event empty if not given
 * @param payload where the text after the event begins
 */
record EventLine(Stamp stamp, long period, String event, int payload) {
    private static final int MOST_PERIOD_DIGITS = 18;

    static Optional<EventLine> read(Line line) {
        return Stamp.find(line).flatMap(stamp -> read(line, stamp));
    }

    /** Whether perf printed one of its own records there, which has a time but is no sample. */
    static boolean isRecord(Line line, Stamp stamp) {
        return line.startsWith("PERF_RECORD_", line.skipBlanks(stamp.end()));
    }

    static Optional<EventLine> read(Line line, Stamp stamp) {
        int token = line.skipBlanks(stamp.end());
        int end = token;
        while (line.digitAt(end)) {
            end++;
        }
        long period = 1;
        boolean digits = end > token && end - token <= MOST_PERIOD_DIGITS;
        if (digits && (line.blankAt(end) || end == line.length())) {
            period = Long.parseLong(line.text(token, end));
            token = line.skipBlanks(end);
        }
        int colon = eventEnd(line, token);
        boolean readable = token == line.length() || colon > token;
        int payload = colon < 0 ? line.length() : colon + 1;
        return readable
                ? Optional.of(new EventLine(stamp, period, line.text(token, colon), payload))
                : Optional.empty();
    }

    /** The colon that ends the event's name: the first with a blank or nothing behind it, and no blank before. */
    private static int eventEnd(Line line, int from) {
        int i = from;
        while (i < line.length() && !line.blankAt(i)) {
            if (line.at(i) == ':' && (line.blankAt(i + 1) || i + 1 == line.length())) {
                return i;
            }
            i++;
        }
        return -1;
    }

    /** Without a stack, perf puts the one frame behind the event. Payloads of tracepoints don't name a module. */
    List<Frame> frames(Line line) {
        return FrameLine.read(line, payload)
                .filter(frame -> !frame.module().isEmpty())
                .map(List::of)
                .orElse(List.of());
    }
}
