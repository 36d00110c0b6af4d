package faastrace.collector.archive;

import faastrace.document.Json;
import faastrace.document.Value;
import faastrace.problem.Problem;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The list of the traces in a pack. It is stored next to the pack, after the pack. So if there is a list, its pack is
 * complete. The list is compressed text: a line of JSON about the pack, and then one for each trace.
 *
 * @param name the name that the traces were sent with
 */
record PackIndex(String name, List<ArchivedTrace> traces) {
    private static final int VERSION = 1;

    /** The largest index that a collector makes has about 28 MB of text. */
    private static final long MOST_BYTES = 32 << 20;

    byte[] write() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            Map<String, Object> head = new LinkedHashMap<>();
            head.put("version", VERSION);
            head.put("name", name);
            out.write((Json.writeLine(head).strip() + "\n").getBytes(StandardCharsets.UTF_8));
            for (ArchivedTrace trace : traces) {
                out.write((Json.writeLine(trace.fields()).strip() + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    static PackIndex read(String key, InputStream in) throws IOException {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new Limited(key, new GZIPInputStream(in)), StandardCharsets.UTF_8))) {
            String first = lines.readLine();
            Value head = Json.read(key, first == null ? "" : first);
            head.require("version").version(VERSION);
            List<ArchivedTrace> traces = new ArrayList<>();
            long end = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                ArchivedTrace trace = ArchivedTrace.read(Json.read(key, line));
                if (trace.offset() < end) {
                    throw new IOException(key + " has traces that overlap");
                }
                end = Math.addExact(trace.offset(), trace.bytes());
                traces.add(trace);
            }
            return new PackIndex(head.require("name").text(), traces);
        } catch (Problem | NumberFormatException | ArithmeticException strange) {
            throw new IOException(key + " is not an index of this program", strange);
        }
    }

    /** Ends reading with an error if there is too much text. A small file can be a very large index. */
    private static final class Limited extends FilterInputStream {
        private final String key;
        private long rest = MOST_BYTES;

        Limited(String key, InputStream in) {
            super(in);
            this.key = key;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int read = super.read(bytes, from, length);
            rest -= Math.max(0, read);
            if (rest < 0) {
                throw new IOException(key + " is too large for an index of this program");
            }
            return read;
        }
    }
}
