package faastrace.trace.read;

import java.io.IOException;

/**
 * Limits how long reading takes. A few bytes of compressed data can become any amount of text, so it is not enough to
 * limit the reading of the compressed data.
 */
@FunctionalInterface
public interface Pace {
    /** Reads as fast as possible. */
    Pace FREE = () -> {};

    /** Called before each block of text is read. Ends the reading if it throws. */
    void check() throws IOException;
}
