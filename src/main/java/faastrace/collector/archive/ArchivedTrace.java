package faastrace.collector.archive;

import faastrace.document.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A trace in a pack.
 *
 * @param file the name of its file
 * @param offset where it begins in the pack
 * @param bytes its size
 * @param modified when its file was last written, in milliseconds since 1970
 * @param calls the ids of its invocations
 */
record ArchivedTrace(String file, long offset, long bytes, long modified, List<String> calls) {
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("file", file);
        fields.put("offset", offset);
        fields.put("bytes", bytes);
        fields.put("modified", modified);
        fields.put("calls", calls);
        return fields;
    }

    static ArchivedTrace read(Value value) {
        return new ArchivedTrace(
                value.require("file").text(),
                Long.parseLong(value.require("offset").text()),
                Long.parseLong(value.require("bytes").text()),
                Long.parseLong(value.require("modified").text()),
                value.require("calls").texts());
    }
}
