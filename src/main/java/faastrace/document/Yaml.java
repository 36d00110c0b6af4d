package faastrace.document;

import faastrace.problem.Problem;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads YAML as plain data (no types, no objects), bounded in size, depth and aliases. */
public final class Yaml {
    private static final int MAX_CHARACTERS = 4 << 20;
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z/][A-Za-z0-9_./@+-]*+(?::[A-Za-z0-9_./@+-]++)*+");
    private static final Set<String> WORDS = Set.of(
            "true", "True", "TRUE", "false", "False", "FALSE", "yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON",
            "off", "Off", "OFF", "null", "Null", "NULL", "y", "Y", "n", "N");
    private static final int MAX_DEPTH = 40;
    private static final int MAX_ALIASES = 10_000;

    /** Aliases may repeat scalars freely, so the tree they unfold to is bounded as well. */
    private static final int MAX_VALUES = 200_000;

    private final String source;
    private int values;

    private Yaml(String source) {
        this.source = source;
    }

    /**
     * Reads the first document.
     *
     * @param source the file as the user knows it, for messages
     * @param text the file's content
     * @return an empty value for an empty document
     * @throws Problem with line and column where the text is not YAML or goes over a bound
     */
    public static Value read(String source, String text) {
        return new Yaml(source).read(text);
    }

    /**
     * Writes a mapping of mappings and scalars in block style, keys in the order of the maps. Scalars are read back as
     * the same texts.
     */
    public static String write(Map<String, ?> data) {
        StringBuilder text = new StringBuilder();
        write(data, "", text);
        return text.toString();
    }

    private static void write(Map<?, ?> mapping, String indent, StringBuilder text) {
        mapping.forEach((key, value) -> {
            text.append(indent).append(scalar(key)).append(':');
            if (value instanceof Map<?, ?> inner && !inner.isEmpty()) {
                text.append('\n');
                write(inner, indent + "  ", text);
            } else {
                text.append(' ')
                        .append(value instanceof Map ? "{}" : scalar(value))
                        .append('\n');
            }
        });
    }

    /** Plain where nobody could take it for anything but a text, else quoted. */
    private static String scalar(Object value) {
        String text = String.valueOf(value);
        if (value instanceof Number || PLAIN.matcher(text).matches() && !WORDS.contains(text)) {
            return text;
        }
        return text.chars().allMatch(c -> c >= ' ' && c < 127) ? "'" + text.replace("'", "''") + "'" : escaped(text);
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            boolean plain = c >= ' ' && c < 127 && c != '"' && c != '\\';
            escaped.append(plain ? String.valueOf(c) : String.format("\\u%04x", (int) c));
        }
        return escaped.append('"').toString();
    }

    private Value read(String text) {
        try {
            Node root = new org.yaml.snakeyaml.Yaml(options()).compose(new StringReader(text));
            return root == null ? new Value(source, 1, 1, 0, null) : value(root, 0);
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark() != null ? e.getProblemMark() : e.getContextMark();
            String place = mark == null ? source : source + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
            throw new Problem(place, "not valid YAML: " + oneLine(e.getProblem()), "correct the file", e);
        } catch (YAMLException e) {
            throw new Problem(source, "not acceptable YAML: " + oneLine(e.getMessage()), "correct the file", e);
        }
    }

    private static LoaderOptions options() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_CHARACTERS);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setMaxAliasesForCollections(MAX_ALIASES);
        options.setAllowRecursiveKeys(false);
        options.setAllowDuplicateKeys(false);
        return options;
    }

    private Value value(Node node, int depth) {
        int line = node.getStartMark().getLine() + 1;
        int column = node.getStartMark().getColumn() + 1;
        int index = node.getStartMark().getIndex();
        if (depth > MAX_DEPTH || ++values > MAX_VALUES) {
            throw new Problem(
                    source + ":" + line + ":" + column, "the document unfolds without bound", "remove the aliases");
        }
        if (node instanceof ScalarNode scalar) {
            if (scalar.getValue().indexOf('\0') >= 0) { // neither a path nor an argument can hold one
                throw new Problem(
                        source + ":" + line + ":" + column, "there is a NUL character in this text", "remove it");
            }
            boolean empty = Tag.NULL.equals(scalar.getTag());
            return new Value(source, line, column, index, empty ? null : scalar.getValue());
        }
        if (node instanceof SequenceNode sequence) {
            List<Value> items = new ArrayList<>();
            for (Node item : sequence.getValue()) {
                items.add(value(item, depth + 1));
            }
            return new Value(source, line, column, index, items);
        }
        return new Value(source, line, column, index, fields((MappingNode) node, depth));
    }

    private Map<String, Value> fields(MappingNode node, int depth) {
        Map<String, Value> fields = new LinkedHashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            Value key = value(tuple.getKeyNode(), depth + 1);
            String name = key.isNull() ? "null" : key.text();
            if (fields.put(name, value(tuple.getValueNode(), depth + 1)) != null) {
                throw key.problem("the key '" + name + "' stands twice", "remove one of them");
            }
        }
        return fields;
    }

    private static String oneLine(String text) {
        return text == null ? "unreadable" : text.strip().lines().findFirst().orElse("unreadable");
    }
}
