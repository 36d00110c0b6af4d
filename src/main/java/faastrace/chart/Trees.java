package faastrace.chart;

import com.fasterxml.jackson.core.JsonGenerator;
import faastrace.trace.CallTree;
import faastrace.trace.CodeKind;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Writes the call tree in the format that the pages read. */
final class Trees {
    private Trees() {}

    static void write(JsonGenerator json, CallTree tree) throws IOException {
        json.writeArrayFieldStart("names");
        for (CallTree.Label label : tree.labels()) {
            json.writeString(label.name());
        }
        json.writeEndArray();
        json.writeArrayFieldStart("kinds");
        for (CallTree.Label label : tree.labels()) {
            json.writeNumber(label.kind().ordinal());
        }
        json.writeEndArray();
        files(json, tree);
        json.writeArrayFieldStart("parents");
        for (int node = 1; node < tree.size(); node++) {
            json.writeNumber(tree.parent(node));
        }
        json.writeEndArray();
        json.writeArrayFieldStart("labels");
        for (int node = 1; node < tree.size(); node++) {
            json.writeNumber(tree.label(node));
        }
        json.writeEndArray();
        json.writeArrayFieldStart("runs");
        for (Map.Entry<Integer, int[]> run : tree.runs().entrySet()) {
            json.writeStartArray();
            json.writeNumber(run.getKey());
            json.writeNumber(run.getValue()[0]);
            json.writeNumber(run.getValue()[1]);
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    /** Writes each file name once, because thousands of functions are in a few files. */
    private static void files(JsonGenerator json, CallTree tree) throws IOException {
        Map<String, Integer> files = new HashMap<>();
        json.writeArrayFieldStart("fileNames");
        for (CallTree.Label label : tree.labels()) {
            if (files.putIfAbsent(label.file(), files.size()) == null) {
                json.writeString(label.file());
            }
        }
        json.writeEndArray();
        json.writeArrayFieldStart("files");
        for (CallTree.Label label : tree.labels()) {
            json.writeNumber(Objects.requireNonNull(files.get(label.file()))); // each file was added above
        }
        json.writeEndArray();
        json.writeArrayFieldStart("kindNames");
        for (CodeKind kind : CodeKind.values()) {
            json.writeString(kind.name());
        }
        json.writeEndArray();
    }
}
