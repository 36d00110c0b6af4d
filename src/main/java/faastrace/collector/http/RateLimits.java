package faastrace.collector.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/** Limits how many traces per second are accepted under each name, averaged over two seconds. */
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

    /** @param perSecond the limit for each name; if empty, there is no limit */
    public RateLimits(OptionalInt perSecond) {
        this.perSecond = perSecond;
    }

    /** How many more traces are accepted under a name at the given time. */
    private record Allowance(double left, long nanos) {}

    /**
     * Counts one more trace.
     *
     * @param now the value of {@link System#nanoTime}
     * @throws HttpError if the limit is exceeded
     */
    public void count(String name, long now) {
        if (perSecond.isPresent() && !take(name, now)) {
            throw new HttpError(
                            TOO_MANY,
                            "more than " + perSecond.getAsInt() + " traces per second arrive under this name",
                            "send the trace again later, trace fewer invocations, or raise the collector's --rate")
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
