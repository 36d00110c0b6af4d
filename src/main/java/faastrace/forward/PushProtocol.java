package faastrace.forward;

import faastrace.trace.Trace;
import faastrace.trace.read.TraceReader;
import faastrace.trace.read.TraceTooLarge;
import faastrace.trace.write.PprofSlices;
import faastrace.trace.write.ProtobufMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/** Pyroscope's own protocol. Field numbers are those of Pyroscope's {@code push/v1/push.proto}. */
final class PushProtocol implements Protocol {
    private static final int SLICE_SECONDS = 15;

    /** A profile in pprof's format, compressed with gzip. */
    record Pprof(byte[] packed) implements Profile.Content {}

    @Override
    public String address(String url) {
        // This is the path of an older protocol, which guides for other tools contain.
        return url.replaceFirst("/ingest$", "") + "/push.v1.PusherService/Push";
    }

    @Override
    public String contentType() {
        return "application/proto";
    }

    @Override
    public String contentEncoding() {
        return ""; // The profiles in the request are compressed.
    }

    /** Reads a trace. If the trace does not fit in memory, its samples are added up over longer spans of time. */
    @Override
    public ReadTrace read(Path file, long memory) throws IOException {
        try {
            return new ReadTrace(read(file, TraceReader.ofSpans(1, memory)), false);
        } catch (TraceTooLarge exact) {
            return new ReadTrace(read(file, TraceReader.ofSpans(SLICE_SECONDS, memory)), false);
        }
    }

    static Trace read(Path file, TraceReader reader) throws IOException {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            reader.add(in);
        }
        return reader.trace();
    }

    @Override
    public void split(ReadTrace trace, long epochOffset, Taker taker) throws IOException {
        PprofSlices.of(
                trace.trace(),
                epochOffset,
                slice -> taker.take(new Part(
                        slice.event(),
                        slice.fromNanos() + epochOffset,
                        slice.nanosPerSample() > 0,
                        new Pprof(slice.packed()),
                        slice.plainBytes())));
    }

    @Override
    public byte[] request(List<Profile> profiles) {
        ProtobufMessage request = new ProtobufMessage();
        for (Profile profile : profiles) {
            ProtobufMessage series = new ProtobufMessage();
            profile.labels()
                    .forEach((name, value) -> series.message(
                            1, new ProtobufMessage().text(1, name).text(2, value)));
            ProtobufMessage sample = new ProtobufMessage().bytes(1, ((Pprof) profile.content()).packed());
            request.message(1, series.message(2, sample.text(2, profile.id().toString())));
        }
        return request.toBytes();
    }

    @Override
    public Rejection rejection(byte[] response) {
        return Rejection.NONE;
    }
}
