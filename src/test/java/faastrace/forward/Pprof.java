package faastrace.forward;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The parts of a pprof profile that tests check. The parser uses none of faas-trace's own code. */
public record Pprof(
        long timeNanos, long durationNanos, Map<String, Long> stacks, int samples, int deepest, long nanos) {
    /** Parses a decompressed profile with sample counts and CPU time. */
    public static Pprof read(byte[] plain) {
        List<String> strings = new ArrayList<>();
        Map<Long, Long> functions = new HashMap<>();
        Map<Long, Long> locations = new HashMap<>();
        List<long[][]> samples = new ArrayList<>();
        long[] times = new long[2];
        ByteBuffer in = ByteBuffer.wrap(plain);
        while (in.hasRemaining()) {
            long tag = varint(in);
            int field = (int) (tag >> 3);
            if ((tag & 7) == 0) {
                long value = varint(in);
                if (field == 9 || field == 10) {
                    times[field - 9] = value;
                }
                continue;
            }
            ByteBuffer part = part(in);
            switch (field) {
                case 2 -> samples.add(sample(part));
                case 4 -> location(part, locations);
                case 5 -> function(part, functions);
                case 6 -> strings.add(StandardCharsets.UTF_8.decode(part).toString());
                default -> {}
            }
        }
        Map<String, Long> stacks = new TreeMap<>();
        int deepest = 0;
        long nanos = 0;
        for (long[][] sample : samples) {
            List<String> names = new ArrayList<>();
            for (long location : sample[0]) {
                names.add(0, strings.get(functions.get(locations.get(location)).intValue()));
            }
            deepest = Math.max(deepest, names.size());
            nanos += sample[1][1];
            stacks.merge(String.join(";", names), sample[1][0], Long::sum);
        }
        return new Pprof(times[0], times[1], stacks, samples.size(), deepest, nanos);
    }

    public long count() {
        return stacks.values().stream().mapToLong(count -> count).sum();
    }

    private static long[][] sample(ByteBuffer in) {
        long[][] numbers = new long[3][0];
        while (in.hasRemaining()) {
            int field = (int) (varint(in) >> 3);
            ByteBuffer part = part(in);
            List<Long> values = new ArrayList<>();
            while (field < 3 && part.hasRemaining()) {
                values.add(varint(part));
            }
            if (field < 3) {
                numbers[field - 1] = values.stream().mapToLong(value -> value).toArray();
            }
        }
        return numbers;
    }

    private static void location(ByteBuffer in, Map<Long, Long> locations) {
        varint(in);
        long id = varint(in);
        varint(in);
        ByteBuffer line = part(in);
        varint(line);
        locations.put(id, varint(line));
    }

    private static void function(ByteBuffer in, Map<Long, Long> functions) {
        varint(in);
        long id = varint(in);
        varint(in);
        functions.put(id, varint(in));
    }

    static ByteBuffer part(ByteBuffer in) {
        int length = (int) varint(in);
        ByteBuffer part = in.slice(in.position(), length);
        in.position(in.position() + length);
        return part;
    }

    static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
