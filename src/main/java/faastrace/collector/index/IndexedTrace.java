package faastrace.collector.index;

import java.util.Objects;

/**
 * A trace in the index.
 *
 * @param folder the own name of the folder that contains the trace
 * @param file the name of the trace's file
 * @param bytes the size of the file
 * @param modified when the file was last written, in milliseconds since 1970
 * @param millis when the trace was received, in milliseconds since 1970
 * @param version the version of the function; empty if the trace doesn't name it
 * @param incomplete whether invocations may be missing, because parts of the trace could not be read
 * @param leftOut the number of invocations and other head lines that were left out, because they could not be parsed, or
 *     because there was no room for them
 */
public record IndexedTrace(
        String folder,
        String file,
        long bytes,
        long modified,
        long millis,
        String version,
        boolean incomplete,
        long leftOut) {
    public IndexedTrace {
        Objects.requireNonNull(folder);
        Objects.requireNonNull(file);
        Objects.requireNonNull(version);
    }

    /** The trace's key in pages and URLs: {@code FOLDER/FILE}. */
    public String key() {
        return folder + "/" + file;
    }
}
