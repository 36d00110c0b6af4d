package faastrace.collector.store;

import faastrace.trace.Head;
import faastrace.trace.read.PerfScriptReader;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads the head of a stored trace. Does not read the rest, because traces are untrusted and can decompress to any
 * size.
 */
public final class StoredTraceHead {
    private static final int MOST_BYTES = 4 << 20;
    private static final int PIECE = 16 * 1024;

    /** How many bytes to read for the meta line only, which is near the beginning. */
    private static final int MOST_OF_BEGINNING = 16 * 1024;

    private StoredTraceHead() {}

    /** The head; empty if the trace has none or can't be decompressed. */
    public static Head head(Path path) throws IOException {
        return head(path, MOST_BYTES);
    }

    /** Like {@link #head(Path)}, but without most of the invocations. */
    public static Head beginning(Path path) throws IOException {
        return head(path, MOST_OF_BEGINNING);
    }

    /** The decompressed trace. Closing it closes the file. */
    public static InputStream open(Path path) throws IOException {
        InputStream file = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS);
        try {
            return unpacked(file);
        } catch (IOException | RuntimeException failure) {
            file.close();
            throw failure;
        }
    }

    private static Head head(Path path, int most) throws IOException {
        try (InputStream file = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
            return head(file, most);
        }
    }

    /** The head at the beginning of a stream, which stays open; empty if it has none or can't be decompressed. */
    public static Head head(InputStream in) throws IOException {
        return head(in, MOST_BYTES);
    }

    private static Head head(InputStream in, int most) throws IOException {
        ByteArrayOutputStream comments = new ByteArrayOutputStream();
        try {
            copyComments(unpacked(in), comments, most);
        } catch (EOFException | ZipException brokenOff) {
            // The part that was read before the error is used.
        }
        return PerfScriptReader.read(new ByteArrayInputStream(comments.toByteArray()), sample -> {})
                .head();
    }

    private static void copyComments(InputStream in, ByteArrayOutputStream comments, int most) throws IOException {
        boolean atStart = true;
        int next = in.read();
        for (int read = 0; next >= 0 && read < most; read++) {
            if (atStart && next != '#' && next != '\n') {
                return;
            }
            comments.write(next);
            atStart = next == '\n';
            next = in.read();
        }
    }

    private static InputStream unpacked(InputStream file) throws IOException {
        BufferedInputStream in = new BufferedInputStream(file, PIECE);
        in.mark(2);
        boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return gzip ? new BufferedInputStream(new GZIPInputStream(in, PIECE), PIECE) : in;
    }
}
