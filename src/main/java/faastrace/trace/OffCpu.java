package faastrace.trace;

import faastrace.trace.table.SampleRow;
import faastrace.trace.table.SampleRows;
import java.util.function.Predicate;

/**
 * The time that invocations spend off the processor. perf records the stack whenever a thread leaves its processor. In
 * a trace, such a wait is a block of comments, so that other programs don't count it as a sample:
 *
 * <pre>
 * #wait python3 17/19 [001] 12.345678901:   50123456 waiting:
 * #	7f259b056240 clock_nanosleep+0x10 (/lib/libc.so.6)
 * #	5621c0d3a1b0 py::nap:/home/app/handler.py (/tmp/perf-17.map)
 * </pre>
 *
 * <p>The first line contains the time at which the thread left its processor, and then how long the thread was away,
 * in nanoseconds. The event is {@code waiting} if the thread slept, read or waited for a lock, and {@code ready} if the
 * kernel gave the thread's processor to another thread. A reader turns each wait into a row. The row's event is
 * {@link #EVENT}, and its innermost frame says which of the two kinds the wait was.
 */
public final class OffCpu {
    /** The prefix of a wait's first line. */
    public static final String PREFIX = "#wait ";

    /** The event of waits. The period is the time in nanoseconds. */
    public static final String EVENT = "off-cpu";

    /** The event of rows that show time on and off the processor. The period is the time in nanoseconds. */
    public static final String WALL_CLOCK = "wall-clock";

    /** The module of the innermost frame, whose symbol is {@code [waiting]} or {@code [ready]}. */
    public static final String MODULE = "[off-cpu]";

    /** A kind of time, by the names that users choose. */
    public enum Time {
        /** Time on a processor. */
        cpu,
        /** Time off the processor: waiting, or ready without a processor. */
        waits,
        /** Both. */
        wall
    }

    private OffCpu() {}

    /** The rows of the trace that show the given kind of time. */
    public static Trace select(Trace trace, Time time) {
        return switch (time) {
            case cpu -> trace;
            case waits -> trace.waits();
            case wall -> wallClock(trace);
        };
    }

    /**
     * A trace with the samples of all events, followed by the waits. Rows that show both as wall-clock time are not
     * added, because copies of all samples would double the size of a page. Pages add up CPU time and waits themselves.
     */
    public static Trace withWaits(Trace trace) {
        if (!trace.hasWaits()) {
            return trace;
        }
        SampleRows rows = trace.emptyRows();
        copy(trace, rows, row -> true);
        copy(trace.waits(), rows, row -> true);
        return trace.with(rows);
    }

    /** Whether the event's periods are times in nanoseconds. The event's samples must then be weighted with them. */
    public static boolean isTime(String event) {
        return event.equals(EVENT) || event.equals(WALL_CLOCK);
    }

    /** Samples of the clock event stand for CPU time. If perf printed no periods, the sampling rate tells how much. */
    private static Trace wallClock(Trace trace) {
        Events events = Events.of(trace);
        String clock = events.clock().orElse("");
        long tick = clock.isEmpty() ? 0 : events.nanosPerSample().orElse(0);
        int event = trace.eventId(WALL_CLOCK);
        SampleRows rows = trace.emptyRows();
        copy(trace, rows, row -> {
            boolean counts = !clock.isEmpty() && trace.eventName(row.event).equals(clock);
            row.period = row.period == row.samples && tick > 0 ? row.samples * tick : row.period;
            row.event = event;
            return counts;
        });
        copy(trace.waits(), rows, row -> {
            row.event = event;
            return true;
        });
        return trace.with(rows);
    }

    /** Copies the rows for which {@code change} returns true, after it has changed them. */
    private static void copy(Trace from, SampleRows to, Predicate<SampleRow> change) {
        SampleRow row = new SampleRow();
        for (int i = 0; i < from.size(); i++) {
            from.get(i, row);
            if (change.test(row)) {
                to.add(row);
            }
        }
    }
}
