package faastrace.trace;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;

/** The lines of a stream, one after the other, in bounded memory. */
final class Lines {
    /** What is longer is cut there: the longest symbols seen in practice have a few thousand bytes. */
    static final int LONGEST = 32 * 1024;

    private final InputStream in;
    private final byte[] chunk = new byte[64 * 1024];
    private final byte[] line = new byte[LONGEST];
    private int at;
    private int filled;
    private int length;
    private boolean ended;
    private boolean cut;
    private boolean broken;

    Lines(InputStream in) {
        this.in = in;
    }

    /** The next line, or null at the end of the stream. */
    Line next() throws IOException {
        if (at >= filled && !fill()) {
            return null;
        }
        length = 0;
        cut = false;
        ended = false;
        do {
            takeUpToLineEnd();
        } while (!ended && (at < filled || fill()));
        return new Line(line, length);
    }

    /** Whether the last line had a line end; without one it may have been cut off anywhere. */
    boolean ended() {
        return ended;
    }

    /** Whether the last line was too long and lost its end. */
    boolean cut() {
        return cut;
    }

    /** Whether the compressed data broke off or was damaged, so that lines after the last are missing. */
    boolean broken() {
        return broken;
    }

    private void takeUpToLineEnd() {
        int from = at;
        while (at < filled && chunk[at] != '\n') {
            at++;
        }
        int kept = Math.min(at - from, LONGEST - length);
        System.arraycopy(chunk, from, line, length, kept);
        length += kept;
        cut |= kept < at - from;
        if (at < filled) {
            at++;
            ended = true;
        }
    }

    private boolean fill() throws IOException {
        at = 0;
        try {
            filled = broken ? -1 : in.read(chunk);
        } catch (EOFException | ZipException damaged) {
            broken = true;
            filled = -1;
        }
        return filled > 0;
    }
}
