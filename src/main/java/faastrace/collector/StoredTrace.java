package faastrace.collector;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A trace on disk, whole.
 *
 * @param name what the sender calls itself, usually the function; the folder
 * @param file the file in that folder
 * @param bytes its size as stored
 * @param time when it was received
 */
public record StoredTrace(String name, String file, long bytes, Instant time) {
    /** Where the collector serves it. */
    String path() {
        return "/v1/traces/" + name + "/" + file;
    }

    /** What the sender gets. */
    Map<String, Object> receipt() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", name);
        fields.put("file", file);
        fields.put("bytes", bytes);
        return fields;
    }

    /** What a list of traces shows. */
    Map<String, Object> entry() {
        Map<String, Object> fields = receipt();
        fields.put("time", time.toString());
        return fields;
    }
}
