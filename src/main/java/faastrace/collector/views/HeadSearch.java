package faastrace.collector.views;

import faastrace.collector.store.StoredTraceHead;
import faastrace.trace.Head;
import faastrace.trace.Percent;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipException;

/**
 * Searches the head lines of a stored trace for an invocation. Holds one line at a time, so that it also finds
 * invocations for which a {@link Head} has no room.
 */
final class HeadSearch {
    /** The head of a trace with 100,000 invocations has about 10 MB. */
    private static final int MOST_BYTES = 64 << 20;

    private static final int LONGEST_LINE = 64 * 1024;
    private static final String LINE = Head.PREFIX + "invocation ";
    private static final String FIELD = "id=";

    private final String id;
    private final byte[] line = new byte[LONGEST_LINE];
    private int length;

    private HeadSearch(String id) {
        this.id = id;
    }

    /** Whether the head has a line for an invocation with this id. */
    static boolean contains(Path trace, String id) throws IOException {
        try (InputStream in = StoredTraceHead.open(trace)) {
            return new HeadSearch(id).search(in);
        } catch (EOFException | ZipException brokenOff) {
            return false;
        }
    }

    private boolean search(InputStream in) throws IOException {
        for (int read = 0; read < MOST_BYTES; read++) {
            int next = in.read();
            if (next < 0 || next == '\n') {
                if (isFound()) {
                    return true;
                }
                length = 0;
            } else if (length == 0 && next != '#') {
                return false;
            } else if (length < LONGEST_LINE) {
                line[length++] = (byte) next;
            }
            if (next < 0) {
                return false;
            }
        }
        return false;
    }

    private boolean isFound() {
        String text = new String(line, 0, length, StandardCharsets.UTF_8);
        if (!text.startsWith(LINE)) {
            return false;
        }
        try {
            return Arrays.stream(text.split(" "))
                    .filter(word -> word.startsWith(FIELD))
                    .findFirst()
                    .filter(word ->
                            Percent.decode(word.substring(FIELD.length())).equals(id))
                    .isPresent();
        } catch (IllegalArgumentException strange) {
            return false;
        }
    }
}
