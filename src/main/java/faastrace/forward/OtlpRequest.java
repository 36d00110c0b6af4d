package faastrace.forward;

import faastrace.trace.TraceContext;
import faastrace.trace.write.LinkedProfile;
import faastrace.trace.write.LinkedProfile.LinkedSample;
import faastrace.trace.write.ProtobufMessage;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntConsumer;

/**
 * A request with several profiles in OpenTelemetry's format. Field numbers are those of {@code profiles.proto} in
 * {@code opentelemetry/proto/profiles/v1development}. All profiles share one dictionary. The first entry of each of its
 * tables is empty, because the index 0 means that there is no entry.
 */
final class OtlpRequest {
    private static final ProtobufMessage EMPTY = new ProtobufMessage();
    private static final int TABLES = 7;

    private final ProtobufMessage resources = new ProtobufMessage();
    private final ProtobufMessage dictionary = new ProtobufMessage();
    private final Table<String> strings = new Table<>();
    private final Table<String> locations = new Table<>();
    private final Table<TraceContext> links = new Table<>();
    private int stacks = 1;

    OtlpRequest() {
        for (int table = 1; table <= TABLES; table++) {
            dictionary.message(table, EMPTY);
        }
    }

    /** Adds a profile of a resource that has these attributes. */
    void add(Map<String, String> attributes, LinkedProfile profile, UUID id) {
        ProtobufMessage resource = new ProtobufMessage();
        attributes.forEach((key, value) -> resource.message(
                1, new ProtobufMessage().text(1, key).message(2, new ProtobufMessage().text(1, value))));
        ProtobufMessage scope = new ProtobufMessage().text(1, "faas-trace");
        ProtobufMessage scoped = new ProtobufMessage()
                .message(1, scope)
                .message(2, encoded(profile).bytes(7, bytes(id)));
        resources.message(1, new ProtobufMessage().message(1, resource).message(2, scoped));
    }

    private ProtobufMessage encoded(LinkedProfile profile) {
        boolean cpu = profile.nanosPerSample() > 0;
        ProtobufMessage out = new ProtobufMessage().message(1, valueType("samples", "count"));
        int[] stackAt = stacks(profile);
        for (LinkedSample sample : profile.samples()) {
            ProtobufMessage encoded = new ProtobufMessage().number(1, stackAt[sample.stack()]);
            sample.call().ifPresent(call -> encoded.number(3, link(call)));
            if (sample.timesNanos().length == 0) {
                encoded.numbers(4, sample.count());
            } else {
                // Without values, each time stands for one sample.
                encoded.allFixed(5, sample.timesNanos());
            }
            out.message(2, encoded);
        }
        return out.fixed(3, profile.fromNanos())
                .number(4, profile.durationNanos())
                .message(5, cpu ? valueType("cpu", "nanoseconds") : valueType(profile.event(), "count"))
                .number(6, Math.max(1, profile.nanosPerSample()));
    }

    /** Adds the stacks of a profile to the dictionary, and returns where they are. */
    private int[] stacks(LinkedProfile profile) {
        int[] locationAt = profile.names().stream().mapToInt(this::location).toArray();
        int[] stackAt = new int[profile.stacks().size()];
        for (int i = 0; i < stackAt.length; i++) {
            int[] names = profile.stacks().get(i);
            long[] found = new long[names.length];
            for (int at = 0; at < found.length; at++) {
                found[at] = locationAt[names[at]];
            }
            dictionary.message(7, new ProtobufMessage().numbers(1, found));
            stackAt[i] = stacks++;
        }
        return stackAt;
    }

    /** The location of a function with this name. The function has the same index. */
    private int location(String name) {
        return locations.index(name, index -> {
            dictionary.message(2, new ProtobufMessage().message(3, new ProtobufMessage().number(1, index)));
            dictionary.message(3, new ProtobufMessage().number(1, string(name)).number(2, string(name)));
        });
    }

    private int link(TraceContext call) {
        HexFormat hex = HexFormat.of();
        return links.index(
                call,
                index -> dictionary.message(
                        4,
                        new ProtobufMessage()
                                .bytes(1, hex.parseHex(call.traceId()))
                                .bytes(2, hex.parseHex(call.spanId()))));
    }

    private ProtobufMessage valueType(String type, String unit) {
        return new ProtobufMessage().number(1, string(type)).number(2, string(unit));
    }

    private int string(String text) {
        return text.isEmpty() ? 0 : strings.index(text, index -> dictionary.text(5, text));
    }

    /** A table of the dictionary, without its first entry. */
    private static final class Table<T> {
        private final Map<T, Integer> indexes = new HashMap<>();

        /** The index of an entry. A new entry is also added to the dictionary. */
        int index(T entry, IntConsumer add) {
            Integer known = indexes.get(entry);
            if (known != null) {
                return known;
            }
            int index = indexes.size() + 1;
            indexes.put(entry, index);
            add.accept(index);
            return index;
        }
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    byte[] toBytes() {
        return resources.message(2, dictionary).toBytes();
    }
}
