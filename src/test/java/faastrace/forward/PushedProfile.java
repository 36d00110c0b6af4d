package faastrace.forward;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A profile in a request to {@code push.v1}. The parser uses none of faas-trace's own code. */
record PushedProfile(Map<String, String> labels, String id, byte[] packed) {
    /** Parses the profiles of a request. */
    static List<PushedProfile> all(byte[] request) {
        List<PushedProfile> all = new ArrayList<>();
        for (ByteBuffer series : parts(ByteBuffer.wrap(request), 1)) {
            Map<String, String> labels = new LinkedHashMap<>();
            for (ByteBuffer label : parts(series, 1)) {
                labels.put(text(parts(label, 1).get(0)), text(parts(label, 2).get(0)));
            }
            for (ByteBuffer sample : parts(series, 2)) {
                ByteBuffer packed = parts(sample, 1).get(0);
                byte[] bytes = new byte[packed.remaining()];
                packed.get(bytes);
                all.add(new PushedProfile(labels, text(parts(sample, 2).get(0)), bytes));
            }
        }
        return all;
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }

    /** The values of a field. All fields of such a request consist of bytes. */
    private static List<ByteBuffer> parts(ByteBuffer message, int field) {
        List<ByteBuffer> parts = new ArrayList<>();
        ByteBuffer in = message.duplicate();
        while (in.hasRemaining()) {
            int number = (int) (Pprof.varint(in) >> 3);
            ByteBuffer part = Pprof.part(in);
            if (number == field) {
                parts.add(part);
            }
        }
        return parts;
    }
}
