package faastrace.trace.read;

import faastrace.trace.OffCpu;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.ZipException;

/** Splits the text of a trace into pieces, in bounded memory. Several threads may take pieces. */
final class Chunks {
    private static final int AHEAD = 64 * 1024;

    private final InputStream in;
    private final TraceReader.Pace pace;
    private final Chunk held;
    private final SampleBoundary boundary = new SampleBoundary();
    private final byte[] ahead = new byte[AHEAD];
    private int aheadFrom;
    private int aheadTo;
    private boolean lines;
    private boolean ended;
    private boolean broken;
    private int number;
    private String encoding = "";

    Chunks(InputStream in, int size, TraceReader.Pace pace) {
        this.in = in;
        this.pace = pace;
        held = new Chunk(size);
    }

    /** From now on, a piece may end after any line. */
    void cutBehindLines() {
        lines = true;
    }

    /**
     * Consumes the comments at the start of the text.
     *
     * @return the number of comment lines
     */
    long head(HeadReader head) throws IOException {
        fill(held);
        encoding = TextEncoding.wide(peek(TextEncoding.LOOKED_AT)).orElse("");
        drop(mark(held.bytes, held.length));
        long comments = 0;
        LineBytes line = new LineBytes();
        int from = 0;
        while (true) {
            int end = lineEnd(from);
            if (end == held.length && !ended && from > 0) {
                drop(from);
                fill(held);
                from = 0;
                end = lineEnd(0);
            }
            line.show(held.bytes, from, end);
            boolean comment = line.at(0) == '#' && !line.startsWith(OffCpu.PREFIX, 0);
            if (end == held.length || line.length() > 0 && !comment) {
                drop(from);
                return comments;
            }
            if (line.length() > 0) {
                comments++;
                head.accept(line);
            }
            from = end + 1;
        }
    }

    /**
     * The length of the byte-order mark at the start of the text; 0 if there is none. Some editors and shells add such
     * a mark.
     */
    static int mark(byte[] bytes, int length) {
        boolean marked = length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF;
        return marked ? 3 : 0;
    }

    /** A copy of the next bytes of the text, without consuming them. */
    byte[] peek(int most) {
        return Arrays.copyOf(held.bytes, Math.min(most, held.length));
    }

    /** The encoding of the text; empty if perf itself prints in this encoding. Valid only after the head was read. */
    String encoding() {
        return encoding;
    }

    /** The maximum length of a piece. */
    int size() {
        return held.size;
    }

    /** Whether the whole text fits into one piece. */
    boolean small() {
        return ended;
    }

    /** Whether compressed data was truncated or damaged, so that the end is missing. */
    synchronized boolean broken() {
        return broken;
    }

    /** Fills the piece with the next part of the text. Returns false at the end of the text. */
    synchronized boolean next(Chunk chunk) throws IOException {
        System.arraycopy(held.bytes, 0, chunk.bytes, 0, held.length);
        chunk.length = held.length;
        held.length = 0;
        fill(chunk);
        chunk.number = number++;
        chunk.torn = false;
        if (ended) {
            chunk.torn = broken || chunk.length > 0 && chunk.bytes[chunk.length - 1] != '\n';
        } else {
            int end = boundary.last(chunk.bytes, chunk.length, lines);
            held.length = chunk.length - end;
            System.arraycopy(chunk.bytes, end, held.bytes, 0, held.length);
            chunk.length = end;
        }
        chunk.bytes[chunk.length] = '\n';
        return chunk.length > 0;
    }

    private void fill(Chunk chunk) throws IOException {
        while (!ended && chunk.length < chunk.size) {
            chunk.length += Math.max(0, read(chunk.bytes, chunk.length, chunk.size - chunk.length));
            if (chunk.length == chunk.size && SampleBoundary.lineStart(chunk.bytes, chunk.length) == 0) {
                shorten(chunk);
            }
        }
    }

    /** Keeps the beginning of a line that is longer than the whole piece, and skips the rest of the line. */
    private void shorten(Chunk chunk) throws IOException {
        // What is kept is still too long for the head and for a frame, so that it is not taken for a whole line.
        chunk.length = Math.min(chunk.length, HeadReader.LONGEST_LINE + 1);
        if (skipLine()) {
            chunk.bytes[chunk.length++] = '\n';
        }
    }

    /** Skips the text up to the next line feed. Returns false if the text ends before that. */
    private boolean skipLine() throws IOException {
        while (true) {
            while (aheadFrom < aheadTo) {
                if (ahead[aheadFrom++] == '\n') {
                    return true;
                }
            }
            aheadFrom = 0;
            aheadTo = Math.max(0, fetch(ahead, 0, ahead.length));
            if (ended) {
                return false;
            }
        }
    }

    private int read(byte[] target, int offset, int length) throws IOException {
        if (aheadFrom == aheadTo) {
            return fetch(target, offset, length);
        }
        int count = Math.min(length, aheadTo - aheadFrom);
        System.arraycopy(ahead, aheadFrom, target, offset, count);
        aheadFrom += count;
        return count;
    }

    private int fetch(byte[] target, int offset, int length) throws IOException {
        pace.check();
        int read;
        try {
            read = in.read(target, offset, length);
        } catch (EOFException | ZipException damaged) {
            broken = true;
            read = -1;
        }
        ended |= read < 0;
        return read;
    }

    private int lineEnd(int from) {
        int end = from;
        while (end < held.length && held.bytes[end] != '\n') {
            end++;
        }
        return end;
    }

    private void drop(int count) {
        held.length -= count;
        System.arraycopy(held.bytes, count, held.bytes, 0, held.length);
    }
}
