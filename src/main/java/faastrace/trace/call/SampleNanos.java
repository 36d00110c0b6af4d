package faastrace.trace.call;

import faastrace.trace.Events;
import faastrace.trace.OffCpu;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import java.util.OptionalLong;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** How much time the rows of a trace stand for. */
final class SampleNanos {
    private SampleNanos() {}

    /**
     * A function that returns the nanoseconds of a row; null if the selected event does not measure time, or if the
     * trace does not contain the sampling period.
     */
    static @Nullable IntToDoubleFunction of(Trace trace, Selection selection) {
        String event = selection.event();
        if (event == null || !OffCpu.isTime(event) && !Events.isClock(event)) {
            return null;
        }
        if (OffCpu.isTime(event)) {
            return trace::period;
        }
        OptionalLong tick = Events.of(trace, selection).nanosPerSample();
        boolean bare = severalRates(trace) && !everyPeriodIsKnown(trace, selection);
        return tick.isEmpty() || bare ? null : row -> nanos(trace, row, tick.getAsLong());
    }

    /** If perf printed periods, the period of a row is greater than the number of its samples. */
    private static double nanos(Trace trace, int row, long tick) {
        long period = trace.period(row);
        return period > trace.samples(row) ? period : (double) trace.samples(row) * tick;
    }

    /**
     * The sampling rate is taken from the first trace, so it is wrong for a trace that was recorded at another rate.
     */
    private static boolean severalRates(Trace trace) {
        return trace.heads().stream()
                        .flatMap(head -> head.find("rate").stream())
                        .distinct()
                        .count()
                > 1;
    }

    private static boolean everyPeriodIsKnown(Trace trace, Selection selection) {
        var chosen = selection.of(trace);
        for (int row = 0; row < trace.size(); row++) {
            if (chosen.test(row) && trace.period(row) <= trace.samples(row)) {
                return false;
            }
        }
        return true;
    }
}
