package faastrace.collector.store;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A complete trace on disk.
 *
 * @param name the sender's name, usually the name of the function
 * @param folder the name of the folder; if the sender's name can be a folder name, both names are the same
 * @param file the name of the file in the folder
 * @param bytes the size of the file in bytes
 * @param time when the trace was received
 */
public record StoredTrace(String name, String folder, String file, long bytes, Instant time) {
    /** The path under which the collector serves the trace. */
    public String path() {
        return "/v1/traces/" + folder + "/" + file;
    }

    /**
     * The fields of the trace's JSON object, which appears in the response to the sender and in lists.
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
