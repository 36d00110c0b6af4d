package faastrace.collector.store;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A trace on disk, whole.
 *
 * @param name what the sender calls itself, usually the function
 * @param folder the folder of that name, which is the name itself unless it can't be a folder
 * @param file the file in that folder
 * @param bytes its size as stored
 * @param time when it was received
 */
public record StoredTrace(String name, String folder, String file, long bytes, Instant time) {
    /** Where the collector serves it. */
    public String path() {
        return "/v1/traces/" + folder + "/" + file;
    }

    /**
     * What the sender gets, and a list of traces shows.
     *
     * @param basePath what a reverse proxy puts in front of the path
     */
    public Map<String, Object> fields(String basePath) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", name);
        fields.put("folder", folder);
        fields.put("file", file);
        fields.put("bytes", bytes);
        fields.put("time", time.toString());
        fields.put("url", basePath + path());
        return fields;
    }
}
