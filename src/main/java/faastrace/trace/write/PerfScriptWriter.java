package faastrace.trace.write;

import faastrace.problem.Problem;
import faastrace.trace.Frame;
import faastrace.trace.Head;
import faastrace.trace.Nanos;
import faastrace.trace.OffCpu;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Writes plain {@code perf script} text, ordered by time, in the form that the Firefox Profiler and FlameScope can
 * read. Each sample has ids, a time and an event. Each frame has a module. A blank line follows each stack.
 */
public final class PerfScriptWriter {
    /** The minimum number of samples. FlameScope fails on a file with fewer. */
    private static final int FEWEST_SAMPLES = 2;

    private PerfScriptWriter() {}

    /**
     * Writes the selected samples, which must have times.
     *
     * @throws Problem if there are too few samples for FlameScope; in this case, nothing has been written
     */
    public static void write(Trace trace, Selection selection, OutputStream out) throws IOException {
        IntPredicate chosen = selection.of(trace);
        long samples = IntStream.range(0, trace.size()).filter(chosen).count();
        if (samples < FEWEST_SAMPLES) {
            throw new Problem(
                    "perf script text",
                    "there " + (samples == 0 ? "is no sample" : "is only one sample")
                            + " to write, and FlameScope fails on a file with fewer than two samples",
                    "select more of the trace, or use another format");
        }
        Writer text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
        // The Firefox Profiler recognises perf script text by this line.
        text.write(trace.heads().stream().anyMatch(head -> head.format() > 0) ? "" : Head.FIRST);
        for (Head head : trace.heads()) {
            text.write(head.format() > 0 ? head.text() : "");
        }
        int[] rows = IntStream.range(0, trace.size())
                .filter(chosen)
                .boxed()
                .sorted(Comparator.comparingLong(trace::nanos))
                .mapToInt(Integer::intValue)
                .toArray();
        for (int row : rows) {
            String event = trace.eventName(trace.event(row));
            write(trace, row, event.isEmpty() ? "samples" : event, 0, text, "");
        }
        Trace waits = trace.waits();
        IntPredicate waited = selection.ofEvent(null).of(waits);
        for (int row = 0; row < waits.size(); row++) {
            if (waited.test(row)) {
                wait(waits, row, text);
            }
        }
        text.flush();
    }

    /** Writes a wait as comments, as in the agent's traces. The wait's innermost frame names its kind. */
    private static void wait(Trace trace, int row, Writer text) throws IOException {
        String kind = trace.frame(trace.frameAt(trace.stack(row), 0)).symbol();
        text.write(OffCpu.PREFIX);
        write(trace, row, kind.substring(1, kind.length() - 1), 1, text, "#");
    }

    /** Writes a row, without the given number of innermost frames. The line of each frame begins with the mark. */
    private static void write(Trace trace, int row, String event, int without, Writer text, String mark)
            throws IOException {
        int pid = trace.pid(row) < 0 ? trace.tid(row) : trace.pid(row);
        String cpu = trace.cpu(row) < 0 ? "" : String.format(Locale.ROOT, "[%03d] ", trace.cpu(row));
        text.write(plain(trace.commandName(trace.command(row))) + " " + pid + "/" + trace.tid(row) + " " + cpu
                + Nanos.format(trace.nanos(row)) + ": " + trace.period(row) + " " + event + ": \n");
        int stack = trace.stack(row);
        for (int i = without; i < trace.depth(stack); i++) {
            Frame frame = trace.frame(trace.frameAt(stack, i));
            String symbol = frame.symbol().isBlank() ? "[unknown]" : plain(frame.symbol());
            String module = frame.module().isEmpty() ? "inlined" : plain(frame.module());
            text.write(mark + frame(i + 1, symbol, module));
        }
        if (trace.depth(stack) == 0) {
            // The Firefox Profiler ignores samples without frames.
            text.write(mark + frame(0, "[unknown]", "[unknown]"));
        }
        text.write("\n");
    }

    private static String frame(int address, String symbol, String module) {
        return "\t" + String.format(Locale.ROOT, "%16x", address) + " " + symbol + " (" + module + ")\n";
    }

    /** Replaces control characters, which programs may use in names, because readers parse the text line by line. */
    private static String plain(String name) {
        return name.isEmpty() ? "-" : name.replaceAll("\\p{Cntrl}", "\uFFFD");
    }
}
