package faastrace.chart;

import faastrace.trace.Events;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import java.util.Optional;
import java.util.OptionalLong;

/** The CPU time that a thread uses between two of its samples. */
final class SamplingPeriod {
    private static final long SECOND = 1_000_000_000L;

    private SamplingPeriod() {}

    /**
     * The period in nanoseconds; empty if the trace does not contain the period, or if the selected event does not
     * count CPU time. If there are no samples, the period is calculated from the sampling rate in the head.
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
