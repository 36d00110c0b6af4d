package faastrace.collector.metrics;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** A Prometheus histogram of durations. */
public final class Durations {
    /** The upper bounds of the buckets, in seconds. These are the defaults of Prometheus's own client libraries. */
    private static final double[] BOUNDS = {.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10};

    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LongAdder[] counts = new LongAdder[BOUNDS.length + 1];
    private final LongAdder nanos = new LongAdder();

    /** An empty histogram. */
    public Durations() {
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new LongAdder();
        }
    }

    /** Adds a duration in nanoseconds. */
    public void add(long took) {
        int bucket = 0;
        while (bucket < BOUNDS.length && took / NANOS > BOUNDS[bucket]) {
            bucket++;
        }
        counts[bucket].increment();
        nanos.add(took);
    }

    /** Writes the values of the histogram, each with the given label. */
    public void write(MetricText text, String name, String label, String value) {
        long count = 0;
        for (int i = 0; i < counts.length; i++) {
            count += counts[i].sum();
            String bound = i < BOUNDS.length ? MetricText.number(BOUNDS[i]) : "+Inf";
            text.value(name + "_bucket", count, label, value, "le", bound);
        }
        text.value(name + "_sum", nanos.sum() / NANOS, label, value);
        text.value(name + "_count", count, label, value);
    }
}
