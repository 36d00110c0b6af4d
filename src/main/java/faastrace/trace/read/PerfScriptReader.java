package faastrace.trace.read;

import faastrace.trace.Frame;
import faastrace.trace.Head;
import faastrace.trace.Sample;
import faastrace.trace.Trace;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Passes the samples of a trace to a consumer one by one. */
public final class PerfScriptReader {
    private PerfScriptReader() {}

    /**
     * Reads to the end of the stream, which stays open, and returns the same result as {@link TraceReader#add}.
     *
     * @param consumer receives each sample, in the order of the trace, which may differ from the order of time
     */
    public static ReadResult read(InputStream in, Consumer<Sample> consumer) throws IOException {
        return read(in, head -> {}, consumer);
    }

    /** Like {@link #read(InputStream, Consumer)}, but first passes the head to {@code headConsumer}. */
    public static ReadResult read(InputStream in, Consumer<Head> headConsumer, Consumer<Sample> consumer)
            throws IOException {
        TraceReader reader = TraceReader.ofSamples();
        ReadResult reading = reader.add(in);
        Trace trace = reader.trace();
        headConsumer.accept(reading.head());
        List<List<Frame>> stacks = new ArrayList<>();
        for (int stack = 0; stack < trace.stacks(); stack++) {
            stacks.add(trace.frameList(stack));
        }
        for (int row = 0; row < trace.size(); row++) {
            consumer.accept(new Sample(
                    trace.commandName(trace.command(row)),
                    trace.pid(row),
                    trace.tid(row),
                    trace.cpu(row),
                    trace.nanos(row),
                    trace.period(row),
                    trace.eventName(trace.event(row)),
                    stacks.get(trace.stack(row))));
        }
        return reading;
    }

    /**
     * Whether a text starts like perf script text, with comments and then the first line of a sample. Text that
     * contains only comments is accepted, too.
     *
     * @param piece the beginning of the text, decompressed
     * @param whole whether the piece is the whole text; otherwise, its last line may be incomplete
     */
    public static boolean begins(byte[] piece, boolean whole) {
        LineBytes line = new LineBytes();
        boolean commented = false;
        int from = Chunks.mark(piece, piece.length);
        while (from < piece.length) {
            int end = from;
            while (end < piece.length && piece[end] != '\n') {
                end++;
            }
            line.show(piece, from, end);
            boolean blank = line.length() == 0 && commented; // perf prints a blank line after its header
            if (!blank && line.at(0) != '#') {
                boolean unfinished = commented && !whole && end == piece.length;
                return unfinished || new EventLine(TextFormat.PERF_SCRIPT).read(line);
            }
            commented = true;
            from = end + 1;
        }
        return commented;
    }
}
