package faastrace.chart;

import com.fasterxml.jackson.core.JsonGenerator;
import faastrace.frames.RuntimeFrames;
import faastrace.trace.CallTree;
import faastrace.trace.CodeKind;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

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
        texts(json, "file", tree, CallTree.Label::file);
        kindNames(json);
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

    /** Writes the module of each function, and the runtime that it belongs to. */
    static void writeModules(JsonGenerator json, CallTree tree) throws IOException {
        texts(json, "module", tree, Trees::module);
        texts(json, "runtime", tree, Trees::runtime);
    }

    /** The source file, package or assembly of a function, otherwise the file of its code. */
    private static String module(CallTree.Label label) {
        return label.kind() == CodeKind.command ? "" : RuntimeFrames.builtIn().moduleOf(label.name(), label.file());
    }

    /** The runtime that a frame belongs to; empty if it belongs to none. */
    private static String runtime(CallTree.Label label) {
        int runtime = runtimeOf(label);
        return runtime < 0 ? "" : RuntimeFrames.builtIn().names().get(runtime);
    }

    /** The index of the runtime that a frame belongs to; -1 if it belongs to none. */
    static int runtimeOf(CallTree.Label label) {
        return label.kind() == CodeKind.command ? -1 : RuntimeFrames.builtIn().runtimeOf(label.name(), label.file());
    }

    /** Writes each text once, because thousands of functions are in a few files. */
    private static void texts(JsonGenerator json, String field, CallTree tree, Function<CallTree.Label, String> text)
            throws IOException {
        Map<String, Integer> texts = new LinkedHashMap<>();
        json.writeArrayFieldStart(field + "s");
        for (CallTree.Label label : tree.labels()) {
            json.writeNumber(texts.computeIfAbsent(text.apply(label), key -> texts.size()));
        }
        json.writeEndArray();
        json.writeArrayFieldStart(field + "Names");
        for (String one : texts.keySet()) {
            json.writeString(one);
        }
        json.writeEndArray();
    }

    private static void kindNames(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("kindNames");
        for (CodeKind kind : CodeKind.values()) {
            json.writeString(kind.name());
        }
        json.writeEndArray();
    }
}
