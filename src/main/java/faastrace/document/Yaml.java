package faastrace.document;

import faastrace.problem.Problem;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads and writes YAML as plain data (no types, no objects). Limits size, depth and aliases when reading. */
public final class Yaml {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z/][A-Za-z0-9_./@+-]*+(?::[A-Za-z0-9_./@+-]++)*+");
    private static final Set<String> WORDS = Set.of(
            "true", "True", "TRUE", "false", "False", "FALSE", "yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON",
            "off", "Off", "OFF", "null", "Null", "NULL", "y", "Y", "n", "N");

    private Yaml() {}

    /**
     * Reads the single document of a file.
     *
     * @param source the file as the user knows it, for messages
     * @param text the content of the file
     * @return the document; an empty value if it is empty
     * @throws Problem with line and column if the text is not valid YAML or exceeds a limit
     */
    public static Value read(String source, String text) {
        return new YamlReader(source, false).read(text);
    }

    /**
     * Reads YAML as the tools of OpenFaaS do. They are written in Go and use yaml.v3. Merge keys ({@code <<}) add the
     * keys of other mappings. If there are several documents, only the first one counts. Keys without a name are left
     * out. A mapping with a fault, such as a duplicate key, is an error only when it is accessed.
     *
     * @param source the file as the user knows it, for messages
     * @param text the content of the file
     * @return the document; an empty value if it is empty
     * @throws Problem with line and column if the text is not valid YAML or exceeds a limit
     */
    public static Value readAsGo(String source, String text) {
        return new YamlReader(source, true).read(text);
    }

    /**
     * Writes a mapping of mappings and scalars in block style, with the keys in the order of the maps. Reading the
     * result returns the same text for each scalar.
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

    /** The scalar as YAML. Numbers are not quoted, nor are texts that can only be read as text. */
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
}
