package faastrace.chart;

import faastrace.trace.CallTree;
import faastrace.trace.CodeKind;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** The call tree as the pages read it. */
final class Trees {
    private Trees() {}

    static void write(JsonOutput json, CallTree tree) throws IOException {
        json.key("names").open('[');
        for (CallTree.Label label : tree.labels()) {
            json.text(label.name());
        }
        json.close(']').key("kinds").open('[');
        for (CallTree.Label label : tree.labels()) {
            json.number(label.kind().ordinal());
        }
        json.close(']');
        files(json, tree);
        json.key("parents").open('[');
        for (int node = 1; node < tree.size(); node++) {
            json.number(tree.parent(node));
        }
        json.close(']').key("labels").open('[');
        for (int node = 1; node < tree.size(); node++) {
            json.number(tree.label(node));
        }
        json.close(']').key("runs").open('[');
        for (Map.Entry<Integer, int[]> run : tree.runs().entrySet()) {
            json.open('[').number(run.getKey());
            json.number(run.getValue()[0]).number(run.getValue()[1]).close(']');
        }
        json.close(']');
    }

    /** Thousands of functions are in a few files. */
    private static void files(JsonOutput json, CallTree tree) throws IOException {
        Map<String, Integer> files = new HashMap<>();
        json.key("fileNames").open('[');
        for (CallTree.Label label : tree.labels()) {
            if (files.putIfAbsent(label.file(), files.size()) == null) {
                json.text(label.file());
            }
        }
        json.close(']').key("files").open('[');
        for (CallTree.Label label : tree.labels()) {
            json.number(files.get(label.file()));
        }
        json.close(']').key("kindNames").open('[');
        for (CodeKind kind : CodeKind.values()) {
            json.text(kind.name());
        }
        json.close(']');
    }
}
