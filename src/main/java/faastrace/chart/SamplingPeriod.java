package faastrace.chart;

import faastrace.trace.Events;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import java.util.Optional;
import java.util.OptionalLong;

/** How much time a thread spends on a processor between two of its samples. */
final class SamplingPeriod {
    private static final long SECOND = 1_000_000_000L;

    private SamplingPeriod() {}

    /**
     * In nanoseconds; empty where the trace does not say, or where the event that is selected counts something else. A trace
     * without samples can still name its rate.
     */
    static OptionalLong nanos(Trace trace, Selection selection) {
        Events events = Events.of(trace);
        boolean counted = selection.event() == null || events.clock().equals(Optional.of(selection.event()));
        if (trace.size() > 0) {
            return counted ? events.nanosPerSample() : OptionalLong.empty();
        }
        return trace.find("rate")
                .filter(rate -> rate.matches("[1-9][0-9]{0,6}"))
                .map(rate -> OptionalLong.of(SECOND / Long.parseLong(rate)))
                .orElseGet(OptionalLong::empty);
    }
}
