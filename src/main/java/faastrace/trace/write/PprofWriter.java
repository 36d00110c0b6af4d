package faastrace.trace.write;

import faastrace.trace.Events;
import faastrace.trace.Frame;
import faastrace.trace.OffCpu;
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
 * Writes a compressed pprof profile. Equal stacks of a thread become one pprof sample, labelled with the thread. Each
 * pprof sample has two values. The first is the number of samples. The second is their CPU time if a clock was sampled,
 * otherwise the number of events. Field numbers are those of pprof's {@code profile.proto}.
 */
public final class PprofWriter {
    /** The CPU time that a sample of a clock stands for; 0 if something else was sampled or if the time is unknown. */
    private final long nanosPerSample;

    /** The type and unit of the second value: CPU time in nanoseconds, or a number of events. */
    private final String[] counted;

    private final Trace trace;
    private final Map<String, Integer> strings = new LinkedHashMap<>();
    private final ProtobufMessage out = new ProtobufMessage();

    private PprofWriter(Trace trace, Events events) {
        this.trace = trace;
        nanosPerSample = events.nanosPerSample().orElse(0);
        String event = events.preferred().isEmpty() ? "events" : events.preferred();
        String unit = OffCpu.isTime(event) ? "nanoseconds" : "count";
        counted = nanosPerSample > 0 ? new String[] {"cpu", "nanoseconds"} : new String[] {event, unit};
        string("");
    }

    /** Writes the selected samples, which must all be of one event. */
    public static void write(Trace trace, Selection selection, OutputStream out) throws IOException {
        GZIPOutputStream packed = new GZIPOutputStream(out, 1 << 16);
        new PprofWriter(trace, Events.of(trace, selection)).write(selection.of(trace), packed);
        packed.finish();
    }

    private void write(IntPredicate chosen, OutputStream packed) throws IOException {
        out.message(1, valueType("samples", "count")).message(1, valueType(counted[0], counted[1]));
        samples(chosen, packed);
        for (int frame = 0; frame < trace.frameCount(); frame++) {
            Frame read = trace.frame(frame);
            String name = read.named()
                    ? read.symbol()
                    : FoldedName.of("", read.module()).get(0);
            frame(frame, name, read.module());
            out.drainTo(packed);
        }
        frame(trace.frameCount(), "[unknown]", "");
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

    /**
     * The second value of a row. Periods of a clock are in nanoseconds. If perf printed no periods, the time is
     * estimated.
     */
    private long value(int row) {
        boolean estimated = nanosPerSample > 0 && trace.period(row) == trace.samples(row);
        return estimated ? trace.samples(row) * nanosPerSample : trace.period(row);
    }

    private void sample(int row, long count, long value) {
        int stack = trace.stack(row);
        ProtobufMessage sample = new ProtobufMessage();
        // Viewers don't count samples without frames.
        IntStream frames = trace.depth(stack) == 0
                ? IntStream.of(trace.frameCount())
                : IntStream.range(0, trace.depth(stack)).map(i -> trace.frameAt(stack, i));
        sample.numbers(1, frames.mapToLong(frame -> frame + 1L).toArray());
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

    /** Writes a location and its function. Both have the same id: the frame's id plus one. */
    private void frame(int frame, String name, String module) {
        long id = frame + 1L;
        out.message(4, new ProtobufMessage().number(1, id).message(4, new ProtobufMessage().number(1, id)));
        out.message(
                5,
                new ProtobufMessage()
                        .number(1, id)
                        .number(2, string(name))
                        .number(3, string(name))
                        .number(4, string(module)));
    }

    private int string(String text) {
        Integer known = strings.putIfAbsent(text, strings.size());
        return known == null ? strings.size() - 1 : known;
    }
}
