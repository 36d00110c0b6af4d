package faastrace.chart;

import faastrace.trace.Events;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Describes a selection in words. */
final class SelectionText {
    private static final int NANO_DIGITS = 9;

    private SelectionText() {}

    /** The values that restrict the selection, by name; empty if everything is selected. */
    static Map<String, String> of(Trace trace, Selection selection) {
        Map<String, String> words = new LinkedHashMap<>();
        put(words, "invocation", selection.invocation());
        put(words, "event", Events.of(trace).several() ? selection.event() : null);
        put(words, "threads called", selection.command());
        selection.pid().ifPresent(pid -> words.put("process", String.valueOf(pid)));
        selection.tid().ifPresent(tid -> words.put("thread", String.valueOf(tid)));
        if (selection.fromNanos() > Long.MIN_VALUE) {
            words.put("from", seconds(trace, selection.fromNanos()));
        }
        if (selection.toNanos() < Long.MAX_VALUE) {
            words.put("to", seconds(trace, selection.toNanos()));
        }
        if (!selection.idle()) {
            words.put("without idle samples", "");
        }
        return words;
    }

    private static void put(Map<String, String> words, String key, @Nullable String value) {
        if (value != null) {
            words.put(key, value);
        }
    }

    private static String seconds(Trace trace, long nanos) {
        BigDecimal after = BigDecimal.valueOf(nanos).subtract(BigDecimal.valueOf(TimeOrigin.nanos(trace)));
        return after.movePointLeft(NANO_DIGITS).stripTrailingZeros().toPlainString() + " s";
    }
}
