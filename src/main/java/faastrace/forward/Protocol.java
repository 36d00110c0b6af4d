package faastrace.forward;

import faastrace.trace.Trace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** How a backend receives profiles. */
interface Protocol {
    /** The address of requests, for the URL of a backend without a slash at its end. */
    String address(String url);

    /** The media type of a request. */
    String contentType();

    /** The value of the header {@code Content-Encoding}; empty if there is none. */
    String contentEncoding();

    /**
     * Reads a trace.
     *
     * @throws faastrace.trace.read.TraceTooLarge if the trace does not fit into the memory, in any form
     */
    ReadTrace read(Path file, long memory) throws IOException;

    /**
     * A trace that was read.
     *
     * @param exact whether each sample has its time
     */
    record ReadTrace(Trace trace, boolean exact) {}

    /** Receives the parts of a trace one by one. */
    interface Taker {
        /** Receives a part and returns whether the next one is wanted. */
        boolean take(Part part) throws IOException;
    }

    /**
     * A part of a trace, which becomes a profile.
     *
     * @param event the event that was counted
     * @param fromNanos the start, in nanoseconds since 1970
     * @param isCpuTime whether the samples stand for CPU time
     * @param plainBytes the size without compression
     */
    record Part(String event, long fromNanos, boolean isCpuTime, Profile.Content content, int plainBytes) {}

    /** Splits a trace into parts. The offset is the time of day at the time 0 of the recording's clock. */
    void split(ReadTrace trace, long epochOffset, Taker taker) throws IOException;

    /** Encodes a request with several profiles. */
    byte[] request(List<Profile> profiles) throws IOException;

    /** How many profiles the backend has rejected, though its response says that it accepted the request. */
    Rejection rejection(byte[] response);

    /**
     * What a backend says about rejected profiles.
     *
     * @param profiles their number, 0 if there are none
     */
    record Rejection(long profiles, String reason) {
        static final Rejection NONE = new Rejection(0, "");
    }
}
