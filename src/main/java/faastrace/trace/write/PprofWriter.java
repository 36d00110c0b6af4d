package faastrace.trace.write;

import faastrace.trace.Events;
import faastrace.trace.Frame;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import faastrace.trace.name.FoldedName;
import faastrace.trace.table.SequenceTable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a pprof profile, packed: equal stacks of a thread are one sample with the number of its samples and their
 * time where a clock was sampled, else of its events, labelled with the thread. Field numbers are those of pprof's
 * {@code profile.proto}.
 */
public final class PprofWriter {
    /** What a sample of a clock stands for; 0 where something else was sampled, or where that is unknown. */
    private final long nanosPerSample;

    /** What the periods count: nanoseconds, or events of that name. */
    private final String[] counted;

    private final Trace trace;
    private final Map<String, Integer> strings = new LinkedHashMap<>();
    private final ProtobufMessage out = new ProtobufMessage();

    private PprofWriter(Trace trace, Events events) {
        this.trace = trace;
        nanosPerSample = events.nanosPerSample().orElse(0);
        String event = events.preferred().isEmpty() ? "events" : events.preferred();
        counted = nanosPerSample > 0 ? new String[] {"cpu", "nanoseconds"} : new String[] {event, "count"};
        string("");
    }

    /** Writes the samples that count, which must be of one event. */
    public static void write(Trace trace, Selection selection, OutputStream out) throws IOException {
        GZIPOutputStream packed = new GZIPOutputStream(out, 1 << 16);
        new PprofWriter(trace, Events.of(trace, selection)).write(selection.of(trace), packed);
        packed.finish();
    }

    private void write(IntPredicate chosen, OutputStream packed) throws IOException {
        out.message(1, valueType("samples", "count")).message(1, valueType(counted[0], counted[1]));
        samples(chosen, packed);
        for (int frame = 0; frame < trace.frameCount(); frame++) {
            frame(frame);
            out.drainTo(packed);
        }
        out.message(11, valueType(counted[0], counted[1])).number(12, Math.max(1, nanosPerSample));
        strings.keySet().forEach(string -> out.text(6, string));
        out.drainTo(packed);
    }

    private ProtobufMessage valueType(String type, String unit) {
        return new ProtobufMessage().number(1, string(type)).number(2, string(unit));
    }

    private void samples(IntPredicate chosen, OutputStream packed) throws IOException {
        SequenceTable alike = new SequenceTable();
        int[] rows = IntStream.range(0, trace.size()).filter(chosen).toArray();
        int[] firstRow = new int[rows.length];
        long[] counts = new long[rows.length];
        long[] values = new long[rows.length];
        for (int row : rows) {
            int id = alike.id(trace.command(row), trace.stack(row), trace.pid(row), trace.tid(row));
            firstRow[id] = counts[id] == 0 ? row : firstRow[id];
            counts[id] += trace.samples(row);
            values[id] += value(row);
        }
        for (int id = 0; id < alike.size(); id++) {
            sample(firstRow[id], counts[id], values[id]);
            out.drainTo(packed);
        }
    }

    /** A clock's period is in nanoseconds, unless perf printed none. */
    private long value(int row) {
        boolean estimated = nanosPerSample > 0 && trace.period(row) == trace.samples(row);
        return estimated ? trace.samples(row) * nanosPerSample : trace.period(row);
    }

    private void sample(int row, long count, long value) {
        int stack = trace.stack(row);
        ProtobufMessage sample = new ProtobufMessage();
        sample.numbers(
                1,
                IntStream.range(0, trace.depth(stack))
                        .mapToLong(i -> trace.frameAt(stack, i) + 1L)
                        .toArray());
        sample.numbers(2, count, value);
        sample.message(
                3,
                new ProtobufMessage()
                        .number(1, string("thread"))
                        .number(2, string(trace.commandName(trace.command(row)))));
        number(sample, "pid", trace.pid(row));
        number(sample, "tid", trace.tid(row));
        out.message(2, sample);
    }

    private void number(ProtobufMessage sample, String key, long value) {
        if (value >= 0) {
            sample.message(3, new ProtobufMessage().number(1, string(key)).number(3, value));
        }
    }

    /** A location and its function, both with the frame's number. */
    private void frame(int frame) {
        Frame read = trace.frame(frame);
        String name =
                read.named() ? read.symbol() : FoldedName.of("", read.module()).get(0);
        long id = frame + 1L;
        out.message(4, new ProtobufMessage().number(1, id).message(4, new ProtobufMessage().number(1, id)));
        out.message(
                5,
                new ProtobufMessage()
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
