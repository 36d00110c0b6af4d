package faastrace.trace.call;

import static java.nio.charset.StandardCharsets.UTF_8;

import faastrace.trace.Trace;
import faastrace.trace.read.TraceReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Traces of invocations as a real function leaves them. The CPU times of the invocations have a log-normal
 * distribution. perf takes a sample whenever the thread has used another sampling period of CPU time, so the samples of
 * an invocation are a matter of chance.
 */
public final class SyntheticCalls {
    private static final double MILLI = 1e6;

    private final Random random;
    private final Map<String, Double> parts = new LinkedHashMap<>();
    private double millis = 30;
    private double sigma = 0.3;
    private int calls = 200;
    private int rate = 200;
    private boolean measured;

    /** Invocations of a function that spends its time in {@code parse}, {@code query} and {@code render}. */
    public SyntheticCalls(long seed) {
        random = new Random(seed);
        parts.put("parse", 0.25);
        parts.put("query", 0.25);
        parts.put("render", 0.5);
    }

    public SyntheticCalls calls(int number) {
        calls = number;
        return this;
    }

    public SyntheticCalls rate(int hertz) {
        rate = hertz;
        return this;
    }

    /** Sets the median CPU time of an invocation, and how much the times differ. */
    public SyntheticCalls times(double medianMillis, double sigmaOfLogarithm) {
        millis = medianMillis;
        sigma = sigmaOfLogarithm;
        return this;
    }

    /** Adds time to each invocation, as a part of the time of the whole invocation. */
    public SyntheticCalls more(String function, double part) {
        parts.merge(function, part, Double::sum);
        return this;
    }

    /** The heads also contain the measured CPU time of each invocation. */
    public SyntheticCalls measured() {
        measured = true;
        return this;
    }

    public Trace trace() {
        return read(text());
    }

    /** Reads one or more recordings. */
    public static Trace read(String... texts) {
        TraceReader reader = TraceReader.ofStacks();
        try {
            for (String text : texts) {
                reader.add(new ByteArrayInputStream(text.getBytes(UTF_8)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return reader.trace();
    }

    public String text() {
        StringBuilder head = new StringBuilder("# faas-trace 1\n# faas-trace meta function=shop rate=" + rate + "\n");
        StringBuilder samples = new StringBuilder("\n");
        double period = 1e9 / rate;
        double untilSample = random.nextDouble() * period;
        double now = 1e9;
        for (int call = 0; call < calls; call++) {
            double start = now;
            double cpu = 0;
            double base = millis * MILLI * Math.exp(sigma * random.nextGaussian());
            for (Map.Entry<String, Double> part : parts.entrySet()) {
                double left = base * part.getValue();
                cpu += left;
                while (left > untilSample) {
                    left -= untilSample;
                    now += untilSample;
                    untilSample = period;
                    sample(samples, now, (long) period, part.getKey());
                }
                untilSample -= left;
                now += left;
            }
            now += MILLI;
            head.append(String.format(
                    Locale.ROOT,
                    "# faas-trace invocation id=c%d start=%s end=%s pid=7 tid=7 overlap=0%s%n",
                    call,
                    seconds(start),
                    seconds(now),
                    measured ? " cpu=" + (long) cpu : ""));
            now += MILLI;
        }
        return head.append(samples).toString();
    }

    private static void sample(StringBuilder text, double nanos, long period, String function) {
        text.append("python3 7/7 [000] ")
                .append(seconds(nanos))
                .append(": ")
                .append(period)
                .append(" cpu-clock:u:\n\t7f ")
                .append(function)
                .append(" (/app)\n\t7f handle (/app)\n\n");
    }

    private static String seconds(double nanos) {
        return String.format(Locale.ROOT, "%.9f", nanos / 1e9);
    }
}
