package faastrace.collector.archive;

import faastrace.collector.store.StoredTraceHead;
import faastrace.trace.Head;
import faastrace.trace.Invocation;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipException;

/**
 * What the head of a trace says about its invocations.
 *
 * @param ids the ids of the invocations
 * @param slowestNanos the duration of the slowest invocation, 0 if there is none
 * @param onDemand whether one of them was traced on demand
 */
record TraceCalls(List<String> ids, long slowestNanos, boolean onDemand) {
    private static final int MOST_BYTES = 4 << 20;
    private static final String ON_DEMAND = " demand=1";

    /** Reads the head of a trace. A damaged trace has the invocations that could be read. */
    static TraceCalls of(Path trace) throws IOException {
        byte[] beginning = new byte[0];
        try (InputStream in = StoredTraceHead.open(trace)) {
            beginning = comments(in);
        } catch (EOFException | ZipException damaged) {
            // Damaged traces are archived too.
        }
        Head head = StoredTraceHead.head(new ByteArrayInputStream(beginning));
        boolean demanded = new String(beginning, StandardCharsets.UTF_8)
                .lines()
                .anyMatch(line -> line.startsWith(Head.PREFIX + "invocation ") && line.contains(ON_DEMAND));
        return new TraceCalls(
                head.invocations().stream().map(Invocation::id).toList(),
                head.invocations().stream()
                        .mapToLong(call -> call.endNanos() - call.startNanos())
                        .max()
                        .orElse(0),
                demanded);
    }

    /** The lines of comments at the beginning. */
    private static byte[] comments(InputStream in) throws IOException {
        byte[] text = in.readNBytes(MOST_BYTES);
        int end = 0;
        while (end < text.length && (text[end] == '#' || text[end] == '\n')) {
            while (end < text.length && text[end] != '\n') {
                end++;
            }
            end++;
        }
        return java.util.Arrays.copyOf(text, Math.min(end, text.length));
    }
}
