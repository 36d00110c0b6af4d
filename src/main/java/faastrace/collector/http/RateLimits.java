package faastrace.collector.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/** Holds each name to its number of traces per second, averaged over a few of them. */
public final class RateLimits {
    private static final int TOO_MANY = 429;
    private static final int BURST_SECONDS = 2;
    private static final int MOST_NAMES = 10_000;
    private static final double NANOS = 1e9;

    private final OptionalInt perSecond;
    private final Map<String, Allowance> names = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Allowance> eldest) {
            return size() > MOST_NAMES;
        }
    };

    /** Limits each name to so many traces per second, or to none if empty. */
    public RateLimits(OptionalInt perSecond) {
        this.perSecond = perSecond;
    }

    /** How many traces a name may still send at that time. */
    private record Allowance(double left, long nanos) {}

    /**
     * Counts one more trace.
     *
     * @param now by {@link System#nanoTime}
     * @throws HttpError if that is one too many
     */
    public void count(String name, long now) {
        if (perSecond.isPresent() && !take(name, now)) {
            throw new HttpError(
                            TOO_MANY,
                            "this name sends more than " + perSecond.getAsInt() + " traces per second",
                            "send it again later, trace fewer calls, or raise --rate where the collector runs")
                    .retryAfter(1);
        }
    }

    private synchronized boolean take(String name, long now) {
        double most = (double) perSecond.getAsInt() * BURST_SECONDS;
        Allowance before = names.getOrDefault(name, new Allowance(most, now));
        double left = Math.min(most, before.left() + (now - before.nanos()) / NANOS * perSecond.getAsInt());
        boolean allowed = left >= 1;
        names.put(name, new Allowance(allowed ? left - 1 : left, now));
        return allowed;
    }
}
