package faastrace.trace.write;

import com.fasterxml.jackson.core.JsonGenerator;
import faastrace.document.Json;
import faastrace.trace.Events;
import faastrace.trace.Frame;
import faastrace.trace.OffCpu;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import faastrace.trace.Weight;
import faastrace.trace.name.FoldedName;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Writes the format of speedscope: one profile for each thread, with samples ordered by time. */
public final class SpeedscopeWriter {
    private final Trace trace;
    private final Weight weight;
    private final String unit;
    private final JsonGenerator json;

    private SpeedscopeWriter(Trace trace, Weight weight, JsonGenerator json) {
        this.trace = trace;
        this.weight = weight;
        Events events = Events.of(trace);
        boolean time = events.names().stream().anyMatch(OffCpu::isTime)
                || weight == Weight.period && events.nanosPerSample().isPresent() && hasPeriods(trace);
        this.unit = time ? "nanoseconds" : "none";
        this.json = json;
    }

    private static boolean hasPeriods(Trace trace) {
        return IntStream.range(0, trace.size()).anyMatch(row -> trace.period(row) != trace.samples(row));
    }

    /**
     * Writes the selected samples. The weight of a sample is its own count or period, never the time until the next
     * sample.
     */
    public static void write(Trace trace, Selection selection, Weight weight, OutputStream out) throws IOException {
        try (JsonGenerator json = Json.stream(out)) {
            new SpeedscopeWriter(trace, weight, json).write(selection.of(trace));
            json.writeRaw('\n');
        }
    }

    private void write(IntPredicate chosen) throws IOException {
        json.writeStartObject();
        json.writeStringField("$schema", "https://www.speedscope.app/file-format-schema.json");
        json.writeStringField("exporter", "faas-trace");
        json.writeObjectFieldStart("shared");
        frames();
        json.writeEndObject();
        json.writeArrayFieldStart("profiles");
        for (Map.Entry<String, List<Integer>> thread : threads(chosen).entrySet()) {
            profile(thread.getKey(), thread.getValue());
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void frames() throws IOException {
        json.writeArrayFieldStart("frames");
        for (int frame = 0; frame < trace.frameCount(); frame++) {
            Frame read = trace.frame(frame);
            String name = read.named()
                    ? read.symbol()
                    : FoldedName.of("", read.module()).get(0);
            frame(name, read.module());
        }
        frame("[unknown]", "");
        json.writeEndArray();
    }

    private void frame(String name, String module) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", name);
        if (!module.isEmpty()) {
            json.writeStringField("file", module);
        }
        json.writeEndObject();
    }

    private Map<String, List<Integer>> threads(IntPredicate chosen) {
        Map<String, List<Integer>> threads = new LinkedHashMap<>();
        for (int row = 0; row < trace.size(); row++) {
            if (chosen.test(row)) {
                String name = trace.commandName(trace.command(row));
                String thread = trace.identified() ? name + " " + trace.pid(row) + "/" + trace.tid(row) : name;
                threads.computeIfAbsent(thread, key -> new ArrayList<>()).add(row);
            }
        }
        threads.values().forEach(rows -> rows.sort(Comparator.comparingLong(trace::nanos)));
        return threads;
    }

    private void profile(String name, List<Integer> rows) throws IOException {
        long total = 0;
        for (int row : rows) {
            total += weight.of(trace, row);
        }
        json.writeStartObject();
        json.writeStringField("type", "sampled");
        json.writeStringField("name", name);
        json.writeStringField("unit", unit);
        json.writeNumberField("startValue", 0);
        json.writeNumberField("endValue", total);
        json.writeArrayFieldStart("samples");
        for (int row : rows) {
            json.writeStartArray();
            int stack = trace.stack(row);
            for (int depth = trace.depth(stack) - 1; depth >= 0; depth--) {
                json.writeNumber(trace.frameAt(stack, depth));
            }
            if (trace.depth(stack) == 0) {
                // speedscope doesn't count samples without frames.
                json.writeNumber(trace.frameCount());
            }
            json.writeEndArray();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("weights");
        for (int row : rows) {
            json.writeNumber(weight.of(trace, row));
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
