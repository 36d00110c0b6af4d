package faastrace.trace.write;

import faastrace.trace.Frame;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import faastrace.trace.Weight;
import faastrace.trace.name.FoldedName;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/** Writes what speedscope reads: a profile for each thread, its samples in the order of time. */
public final class SpeedscopeWriter {
    private final Trace trace;
    private final Weight weight;
    private final Writer out;

    private SpeedscopeWriter(Trace trace, Weight weight, Writer out) {
        this.trace = trace;
        this.weight = weight;
        this.out = out;
    }

    /** Writes the samples that count. A sample weighs what it counts, never the time until the next one. */
    public static void write(Trace trace, Selection selection, Weight weight, OutputStream out) throws IOException {
        Writer text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
        new SpeedscopeWriter(trace, weight, text).write(selection.of(trace));
        text.flush();
    }

    private void write(IntPredicate chosen) throws IOException {
        out.write("{\"$schema\":\"https://www.speedscope.app/file-format-schema.json\",\"exporter\":\"faas-trace\","
                + "\"shared\":{\"frames\":[");
        for (int frame = 0; frame < trace.frameCount(); frame++) {
            Frame read = trace.frame(frame);
            String name = read.named()
                    ? read.symbol()
                    : FoldedName.of("", read.module()).get(0);
            out.write((frame > 0 ? "," : "") + "{\"name\":" + quoted(name));
            out.write(read.module().isEmpty() ? "}" : ",\"file\":" + quoted(read.module()) + "}");
        }
        out.write("]},\"profiles\":[");
        boolean first = true;
        for (Map.Entry<String, List<Integer>> thread : threads(chosen).entrySet()) {
            out.write(first ? "" : ",");
            profile(thread.getKey(), thread.getValue());
            first = false;
        }
        out.write("]}\n");
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
        out.write("{\"type\":\"sampled\",\"name\":" + quoted(name) + ",\"unit\":\"none\",\"startValue\":0,\"endValue\":"
                + total + ",\"samples\":[");
        for (int i = 0; i < rows.size(); i++) {
            out.write(i > 0 ? ",[" : "[");
            int stack = trace.stack(rows.get(i));
            for (int depth = trace.depth(stack) - 1; depth >= 0; depth--) {
                out.write(trace.frameAt(stack, depth) + (depth > 0 ? "," : ""));
            }
            out.write("]");
        }
        out.write("],\"weights\":[");
        for (int i = 0; i < rows.size(); i++) {
            out.write((i > 0 ? "," : "") + weight.of(trace, rows.get(i)));
        }
        out.write("]}");
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
