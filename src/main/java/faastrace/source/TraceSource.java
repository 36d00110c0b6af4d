package faastrace.source;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A trace that can be read.
 *
 * @param name the trace as the user knows it: a path, a URL, or {@code -} for standard input
 * @param named whether the user named this trace. The other traces were found in a folder or on a collector, and can be
 *     left out if they can't be read
 * @param file the trace's file, if it is on this machine
 * @param received when the trace was received, or when its file was last written; empty if this is not known
 * @param opening opens the trace
 */
public record TraceSource(
        String name, boolean named, Optional<Path> file, Optional<Instant> received, Opening opening) {
    /** Opens a trace. */
    @FunctionalInterface
    public interface Opening {
        /**
         * Opens the trace. The caller closes it.
         *
         * @throws IOException if this trace can't be read; other traces may still be readable
         * @throws faastrace.problem.Problem if the place of all traces can't be read, such as a collector
         */
        Opened open() throws IOException;
    }

    /**
     * An open trace.
     *
     * @param in the content
     * @param bytes the length of the content; -1 if it is not known
     */
    public record Opened(InputStream in, long bytes) implements Closeable {
        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
