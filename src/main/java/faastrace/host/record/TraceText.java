package faastrace.host.record;

import java.io.IOException;
import java.io.Writer;

/** Writes the text of {@code perf script} into a trace, and counts the samples. */
class TraceText {
    private final Writer out;
    private long samples;

    TraceText(Writer out) {
        this.out = out;
    }

    /** Takes the next line of perf's text. */
    void take(String line) throws IOException {
        samples += isSample(line) ? 1 : 0;
        write(line);
    }

    /** The number of samples so far. */
    final long samples() {
        return samples;
    }

    /** The number of waits so far. */
    long waits() {
        return 0;
    }

    /** Writes a line into the trace. FlameScope expects no blank line before the first sample. */
    final void write(String line) throws IOException {
        if (line.isEmpty() && samples == 0) {
            return;
        }
        out.write(line);
        out.write('\n');
    }

    /** Whether a line is a sample's first line. Frames are indented, and perf's notes on the recording are comments. */
    private static boolean isSample(String line) {
        return !line.isEmpty() && line.charAt(0) != '#' && line.charAt(0) != '\t' && line.contains(": ");
    }
}
