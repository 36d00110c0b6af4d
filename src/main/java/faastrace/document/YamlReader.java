package faastrace.document;

import faastrace.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/** Parses the text of one YAML file into values. */
final class YamlReader {
    private static final int MAX_CHARACTERS = 4 << 20;
    private static final int MAX_DEPTH = 40;
    private static final int MAX_ALIASES = 10_000;

    /**
     * SnakeYAML does not count aliases that stand for scalars, so the size of the expanded tree is limited here as
     * well.
     */
    private static final int MAX_VALUES = 200_000;

    private final String source;
    private final boolean asGo;
    private int values;

    /** @param asGo whether to read YAML as {@link Yaml#readAsGo} does */
    YamlReader(String source, boolean asGo) {
        this.source = source;
        this.asGo = asGo;
    }

    Value read(String text) {
        String readable = text;
        long read = 0;
        while (true) {
            try {
                Node root = root(readable);
                return root == null ? new Value(source, 1, 1, 0, null) : value(root, 0);
            } catch (MarkedYAMLException e) {
                int tab = asGo ? separatingTab(readable, e) : -1;
                read += readable.length();
                if (tab < 0 || read > MAX_CHARACTERS) {
                    throw problem(e);
                }
                readable = readable.substring(0, tab) + ' ' + readable.substring(tab + 1);
            } catch (YAMLException e) {
                throw new Problem(
                        source, "not valid YAML: " + YamlMistake.explain(e.getMessage()), "correct the file", e);
            }
        }
    }

    private Problem problem(MarkedYAMLException e) {
        Mark mark = e.getProblemMark() != null ? e.getProblemMark() : e.getContextMark();
        String place = mark == null ? source : source + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
        return new Problem(place, "not valid YAML: " + YamlMistake.explain(e.getProblem()), "correct the file", e);
    }

    /**
     * If SnakeYAML stopped at a tab that yaml.v3 treats as a space, returns the offset of this tab, otherwise -1.
     * yaml.v3 treats a tab as a space if the tab follows text on the same line, unless that text ends in {@code -} or
     * {@code ?}.
     */
    private static int separatingTab(String text, MarkedYAMLException e) {
        Mark mark = e.getProblemMark();
        int at = mark == null ? text.length() : text.offsetByCodePoints(0, mark.getIndex());
        if (text.startsWith("\t ", at - 1)) { // SnakeYAML skips tabs, but not spaces after them
            at--;
        }
        if (at >= text.length() || text.charAt(at) != '\t') {
            return -1;
        }
        int before = at - 1;
        while (before >= 0 && (text.charAt(before) == ' ' || text.charAt(before) == '\t')) {
            before--;
        }
        return before < 0 || "\r\n-?".indexOf(text.charAt(before)) >= 0 ? -1 : at;
    }

    private @Nullable Node root(String text) {
        LoaderOptions options = options();
        StreamReader reader = new StreamReader(text);
        Composer composer = new BoundedComposer(new ParserImpl(reader, options), options, MAX_VALUES);
        if (!asGo) {
            return composer.getSingleNode();
        }
        return composer.checkNode() ? composer.getNode() : null;
    }

    private static LoaderOptions options() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_CHARACTERS);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setMaxAliasesForCollections(MAX_ALIASES);
        options.setAllowRecursiveKeys(false);
        options.setAllowDuplicateKeys(false);
        options.setTagInspector(tag -> true); // tags never create objects here
        return options;
    }

    private Value value(Node node, int depth) {
        if (depth > MAX_DEPTH || ++values > MAX_VALUES) {
            throw at(node, null).problem("the expanded document is too large or too deep", "remove the aliases");
        }
        if (node instanceof ScalarNode scalar) {
            if (scalar.getValue().indexOf('\0') >= 0) { // neither a path nor an argument can contain a NUL
                throw at(node, null).problem("there is a NUL character in this text", "remove it");
            }
            return at(node, Tag.NULL.equals(scalar.getTag()) ? null : text(scalar));
        }
        if (node instanceof SequenceNode sequence) {
            List<Value> items = new ArrayList<>();
            for (Node item : sequence.getValue()) {
                items.add(value(item, depth + 1));
            }
            return at(node, items);
        }
        return mapping((MappingNode) node, depth);
    }

    private String text(ScalarNode scalar) {
        if (!asGo || !Tag.BINARY.equals(scalar.getTag())) {
            return scalar.getValue();
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(scalar.getValue().replaceAll("[\r\n]", ""));
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw at(scalar, null).problem("this !!binary text is not base64", "write it as plain text");
        }
    }

    private Value at(Node node, @Nullable Object content) {
        Mark mark = node.getStartMark();
        return new Value(source, mark.getLine() + 1, mark.getColumn() + 1, mark.getIndex(), content);
    }

    private Value mapping(MappingNode node, int depth) {
        Map<String, Value> fields = new LinkedHashMap<>();
        List<Node> merged = new ArrayList<>();
        Problem fault = null;
        for (NodeTuple tuple : node.getValue()) {
            Value key = value(tuple.getKeyNode(), depth + 1);
            if (asGo && Tag.MERGE.equals(tuple.getKeyNode().getTag())) {
                fault = merged.isEmpty() ? fault : twice(key, "<<");
                merged.add(tuple.getValueNode());
                continue;
            }
            Value value = value(tuple.getValueNode(), depth + 1);
            if (!key.isNull() && !key.isText()) {
                fault = key.problem("a key must be text", "write a plain or quoted key");
            } else if (!(asGo && key.isNull())) {
                String name = key.isNull() ? "null" : key.text();
                fault = fields.put(name, value) == null ? fault : twice(key, name);
            }
        }
        if (fault != null && !asGo) {
            throw fault;
        }
        return fault != null ? at(node, fault) : merged(node, fields, merged, depth);
    }

    private static Problem twice(Value key, String name) {
        return key.problem("the key '" + name + "' occurs twice", "remove one of them");
    }

    /**
     * Adds those keys of the merged mappings that are still missing. If several mappings have a key, the first one
     * wins.
     */
    private Value merged(MappingNode node, Map<String, Value> fields, List<Node> merged, int depth) {
        for (Node source : merged) {
            List<Node> mappings = source instanceof SequenceNode list ? list.getValue() : List.of(source);
            for (Node each : mappings) {
                Value mapping = value(each, depth + 1);
                if (mapping.fault() != null) {
                    return at(node, mapping.fault());
                }
                if (!mapping.isMapping()) {
                    return at(
                            node,
                            mapping.problem("'<<' takes a mapping or a list of mappings", "refer to one by '*NAME'"));
                }
                mapping.fields().forEach(fields::putIfAbsent);
            }
        }
        return at(node, fields);
    }
}
