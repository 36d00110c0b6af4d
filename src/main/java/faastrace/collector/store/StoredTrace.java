package faastrace.collector.store;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A complete trace on disk.
 *
 * @param name the sender's name, usually the function
 * @param folder the folder for that name, which is the name itself unless that can't be a folder name
 * @param file the file in that folder
 * @param bytes its size as stored
 * @param time when it was received
 */
public record StoredTrace(String name, String folder, String file, long bytes, Instant time) {
    /** The path under which the collector serves it. */
    public String path() {
        return "/v1/traces/" + folder + "/" + file;
    }

    /**
     * The fields of its JSON object, in the response to the sender and in lists.
     *
     * @param basePath the prefix that a reverse proxy adds to the path
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
