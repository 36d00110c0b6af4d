package faastrace.hook;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;

/** A file with the kernel's counters. It can stay open, because opening it takes longer than reading it. */
final class Counts implements AutoCloseable {
    private final File path;
    private final byte[] text = new byte[4096];
    private RandomAccessFile file;

    Counts(File path) {
        this.path = path;
    }

    /** The current contents; empty if the file can't be read. */
    synchronized String read() {
        try {
            if (file == null) {
                file = new RandomAccessFile(path, "r");
            }
            file.seek(0);
            return new String(text, 0, Math.max(file.read(text), 0), StandardCharsets.US_ASCII);
        } catch (IOException | RuntimeException e) {
            return "";
        }
    }

    @Override
    public synchronized void close() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            // The numbers have been read.
        }
    }
}
