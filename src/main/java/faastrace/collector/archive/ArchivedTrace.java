package faastrace.collector.archive;

import faastrace.collector.store.FileName;
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

    /** Reads a line of an index. Others may write to the bucket, too, so the values are checked. */
    static ArchivedTrace read(Value value) {
        String file = value.require("file").text();
        if (!FileName.isOurs(file)) {
            throw value.require("file").problem("is not the name of a stored trace", "delete this index");
        }
        return new ArchivedTrace(
                file,
                number(value.require("offset")),
                number(value.require("bytes")),
                Long.parseLong(value.require("modified").text()),
                value.require("calls").texts());
    }

    private static long number(Value value) {
        long number = Long.parseLong(value.text());
        if (number < 0) {
            throw new NumberFormatException("negative");
        }
        return number;
    }
}
