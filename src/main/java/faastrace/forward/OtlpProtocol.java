package faastrace.forward;

import faastrace.trace.Trace;
import faastrace.trace.read.TraceReader;
import faastrace.trace.read.TraceTooLarge;
import faastrace.trace.write.LinkedProfile;
import faastrace.trace.write.LinkedProfiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * OpenTelemetry's protocol for profiles over HTTP, in the version of development that Pyroscope decodes
 * ({@code profiles/v1development} 0.3.0).
 */
final class OtlpProtocol implements Protocol {
    private static final String PATH = "/v1development/profiles";
    private static final int SECONDS = 15;
    private static final int VARINT_BITS = 7;
    private static final int CONTINUES = 0x80;

    /** The samples of a part of a trace, with links to their calls. */
    record Linked(LinkedProfile profile) implements Profile.Content {}

    @Override
    public String address(String url) {
        return url.endsWith(PATH) ? url : url + PATH;
    }

    @Override
    public String contentType() {
        return "application/x-protobuf";
    }

    @Override
    public String contentEncoding() {
        return "gzip";
    }

    /**
     * Reads a trace with the time of each sample. If the trace does not fit in memory, its samples are added up over
     * longer spans of time.
     */
    @Override
    public ReadTrace read(Path file, long memory) throws IOException {
        try {
            return new ReadTrace(PushProtocol.read(file, TraceReader.ofSamplesWithin(memory)), true);
        } catch (TraceTooLarge exact) {
            return new ReadTrace(summed(file, memory), false);
        }
    }

    private static Trace summed(Path file, long memory) throws IOException {
        try {
            return PushProtocol.read(file, TraceReader.ofSpans(1, memory));
        } catch (TraceTooLarge seconds) {
            return PushProtocol.read(file, TraceReader.ofSpans(SECONDS, memory));
        }
    }

    @Override
    public void split(ReadTrace trace, long epochOffset, Taker taker) throws IOException {
        LinkedProfiles.of(
                trace.trace(),
                trace.exact(),
                epochOffset,
                profile -> taker.take(new Part(
                        profile.event(),
                        profile.fromNanos(),
                        profile.nanosPerSample() > 0,
                        new Linked(profile),
                        profile.plainBytes())));
    }

    @Override
    public byte[] request(List<Profile> profiles) throws IOException {
        OtlpRequest request = new OtlpRequest();
        profiles.forEach(profile -> request.add(
                Labels.resourceAttributes(profile.labels()), ((Linked) profile.content()).profile(), profile.id()));
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(request.toBytes());
        }
        return packed.toByteArray();
    }

    /**
     * Reads the field {@code partial_success} of a response: the number of rejected profiles, and the reason. A response
     * that has another form counts as a success, because the status says so.
     */
    @Override
    public Rejection rejection(byte[] response) {
        try {
            Fields answer = new Fields(response, 0, response.length);
            while (answer.next()) {
                if (answer.field == 1 && answer.isBytes) {
                    return partial(new Fields(response, answer.at, answer.at + (int) answer.value));
                }
            }
        } catch (IndexOutOfBoundsException otherForm) {
            return Rejection.NONE;
        }
        return Rejection.NONE;
    }

    private static Rejection partial(Fields fields) {
        long rejected = 0;
        String reason = "";
        while (fields.next()) {
            if (fields.field == 1 && !fields.isBytes) {
                rejected = Math.max(0, fields.value);
            } else if (fields.field == 2 && fields.isBytes) {
                reason = new String(fields.bytes, fields.at, (int) fields.value, StandardCharsets.UTF_8)
                        .replaceAll("\\p{Cntrl}+", " ");
            }
        }
        return new Rejection(rejected, reason);
    }

    /** Walks through the fields of an encoded message that are numbers or bytes. */
    private static final class Fields {
        private final byte[] bytes;
        private final int end;
        private int next;
        private int field;
        private boolean isBytes;
        /** The number, or the length of the bytes. */
        private long value;
        /** Where the bytes begin. */
        private int at;

        Fields(byte[] bytes, int from, int end) {
            this.bytes = bytes;
            this.next = from;
            this.end = end;
        }

        boolean next() {
            if (next >= end) {
                return false;
            }
            long key = varint();
            field = (int) (key >>> 3);
            int type = (int) (key & 7);
            isBytes = type == 2;
            if (type != 0 && !isBytes) {
                throw new IndexOutOfBoundsException();
            }
            value = varint();
            at = next;
            if (isBytes) {
                // Only the beginning of a long response is kept.
                value = value < 0 ? end - next : Math.min(value, end - next);
                next += (int) value;
            }
            return true;
        }

        private long varint() {
            long number = 0;
            for (int shift = 0; shift < Long.SIZE; shift += VARINT_BITS) {
                if (next >= end) {
                    throw new IndexOutOfBoundsException();
                }
                byte part = bytes[next++];
                number |= (long) (part & CONTINUES - 1) << shift;
                if ((part & CONTINUES) == 0) {
                    return number;
                }
            }
            throw new IndexOutOfBoundsException();
        }
    }
}
