package faastrace.collector.views;

import faastrace.collector.store.KnownTrace;
import faastrace.collector.store.TraceFolder;
import faastrace.collector.store.TraceName;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A trace with its sort key. No two traces have the same rank, because traces with equal keys are sorted by time, then
 * by folder, and then by file.
 *
 * @param key the sort key; the trace with the largest key comes first
 * @param folder the trace's folder
 */
public record Ranked(long key, String folder, KnownTrace trace) {
    private static final Pattern TEXT = Pattern.compile("(?:(-?[0-9]{1,18})~)?(-?[0-9]{1,15})/([^/]+)/([^/]+)");
    private static final Comparator<Ranked> BY_PLACE = Comparator.comparingLong(
                    (Ranked one) -> one.trace().millis())
            .thenComparing(Ranked::folder)
            .thenComparing(Ranked::trace);

    /** Compares traces for a list with the given order. */
    static Comparator<Ranked> bestFirst(TraceOrder order) {
        return Comparator.comparingLong(Ranked::key)
                .reversed()
                .thenComparing(order == TraceOrder.oldest ? BY_PLACE : BY_PLACE.reversed());
    }

    /** Parses the position in a list at which the previous page ended. Empty if the text is not valid. */
    public static Optional<Ranked> of(TraceOrder order, String text) {
        Matcher parts = TEXT.matcher(text);
        boolean fits = parts.matches()
                && order.isOfTime() == (parts.group(1) == null)
                && TraceName.isSafe(parts.group(3))
                && TraceName.isSafe(parts.group(4));
        if (!fits) {
            return Optional.empty();
        }
        KnownTrace trace = KnownTrace.at(Long.parseLong(parts.group(2)), parts.group(4));
        long key = order.isOfTime() ? order.key(trace) : Long.parseLong(parts.group(1));
        return Optional.of(new Ranked(key, parts.group(3), trace));
    }

    /** The place of the trace in a list with the given order, as text. */
    public String text(TraceOrder order) {
        String place = trace.millis() + "/" + folder + "/" + trace.file();
        return order.isOfTime() ? place : key + "~" + place;
    }

    Path path(TraceFolder traces) {
        return traces.directory().resolve(folder).resolve(trace.file());
    }
}
