package faastrace.trace;

import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a pprof profile, packed: equal stacks of a thread are one sample with the number of its samples and their
 * time, labelled with the thread. Field numbers are those of pprof's {@code profile.proto}.
 */
public final class PprofWriter {
    private static final long SECOND = 1_000_000_000L;
    private static final long DEFAULT_RATE = 200;

    /** What one sample stands for where perf did not say: the rate's part of a second. */
    private final long nanosPerSample;

    private final Trace trace;
    private final Map<String, Integer> strings = new LinkedHashMap<>();
    private final Message out = new Message();

    private PprofWriter(Trace trace) {
        this.trace = trace;
        long rate = trace.find("rate")
                .filter(text -> text.matches("[1-9][0-9]{0,6}"))
                .map(Long::parseLong)
                .orElse(DEFAULT_RATE);
        nanosPerSample = SECOND / rate;
        string("");
    }

    /** Writes the samples that count. */
    public static void write(Trace trace, Selection selection, OutputStream out) throws IOException {
        GZIPOutputStream packed = new GZIPOutputStream(out, 1 << 16);
        new PprofWriter(trace).write(selection.of(trace), packed);
        packed.finish();
    }

    private void write(IntPredicate chosen, OutputStream packed) throws IOException {
        out.message(1, valueType("samples", "count")).message(1, valueType("cpu", "nanoseconds"));
        samples(chosen, packed);
        for (int frame = 0; frame < trace.frameCount(); frame++) {
            frame(frame);
            out.drainTo(packed);
        }
        out.message(11, valueType("cpu", "nanoseconds")).number(12, nanosPerSample);
        strings.keySet().forEach(string -> out.text(6, string));
        out.drainTo(packed);
    }

    private Message valueType(String type, String unit) {
        return new Message().number(1, string(type)).number(2, string(unit));
    }

    private void samples(IntPredicate chosen, OutputStream packed) throws IOException {
        Sequences alike = new Sequences();
        int[] rows = IntStream.range(0, trace.size()).filter(chosen).toArray();
        int[] firstRow = new int[rows.length];
        long[] counts = new long[rows.length];
        long[] nanos = new long[rows.length];
        for (int row : rows) {
            int id = alike.id(trace.command(row), trace.stack(row), trace.pid(row), trace.tid(row));
            firstRow[id] = counts[id] == 0 ? row : firstRow[id];
            counts[id] += trace.samples(row);
            nanos[id] += nanos(row);
        }
        for (int id = 0; id < alike.size(); id++) {
            sample(firstRow[id], counts[id], nanos[id]);
            out.drainTo(packed);
        }
    }

    /** Clocks count nanoseconds; other events take what the rate says. */
    private long nanos(int row) {
        boolean clock = trace.eventName(trace.event(row)).contains("clock");
        return clock && trace.period(row) > trace.samples(row)
                ? trace.period(row)
                : trace.samples(row) * nanosPerSample;
    }

    private void sample(int row, long count, long nanos) {
        int stack = trace.stack(row);
        Message sample = new Message();
        sample.numbers(
                1,
                IntStream.range(0, trace.depth(stack))
                        .mapToLong(i -> trace.frameAt(stack, i) + 1L)
                        .toArray());
        sample.numbers(2, count, nanos);
        sample.message(
                3, new Message().number(1, string("thread")).number(2, string(trace.commandName(trace.command(row)))));
        number(sample, "pid", trace.pid(row));
        number(sample, "tid", trace.tid(row));
        out.message(2, sample);
    }

    private void number(Message sample, String key, long value) {
        if (value >= 0) {
            sample.message(3, new Message().number(1, string(key)).number(3, value));
        }
    }

    /** A location and its function, both with the frame's number. */
    private void frame(int frame) {
        Frame read = trace.frame(frame);
        String name =
                read.named() ? read.symbol() : FoldedName.of("", read.module()).get(0);
        long id = frame + 1L;
        out.message(4, new Message().number(1, id).message(4, new Message().number(1, id)));
        out.message(
                5,
                new Message()
                        .number(1, id)
                        .number(2, string(name))
                        .number(3, string(name))
                        .number(4, string(read.module())));
    }

    private int string(String text) {
        Integer known = strings.putIfAbsent(text, strings.size());
        return known == null ? strings.size() - 1 : known;
    }
}
