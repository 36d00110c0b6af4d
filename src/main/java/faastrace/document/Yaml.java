package faastrace.document;

import faastrace.problem.Problem;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads YAML as plain data (no types, no objects), bounded in size, depth and aliases. */
public final class Yaml {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z/][A-Za-z0-9_./@+-]*+(?::[A-Za-z0-9_./@+-]++)*+");
    private static final Set<String> WORDS = Set.of(
            "true", "True", "TRUE", "false", "False", "FALSE", "yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON",
            "off", "Off", "OFF", "null", "Null", "NULL", "y", "Y", "n", "N");

    private Yaml() {}

    /**
     * Reads the one document of a file.
     *
     * @param source the file as the user knows it, for messages
     * @param text the file's content
     * @return an empty value for an empty document
     * @throws Problem with line and column where the text is not YAML or goes over a bound
     */
    public static Value read(String source, String text) {
        return new YamlReader(source, false).read(text);
    }

    /**
     * Reads a file of OpenFaaS as its tools do, which are written in Go and use yaml.v3: merge keys ({@code <<}) bring in
     * the keys of other mappings, only the first of several documents counts, keys without a name are left out, and a
     * mapping with a fault (a key that stands twice) is an error only where it is asked for.
     *
     * @param source the file as the user knows it, for messages
     * @param text the file's content
     * @return an empty value for an empty document
     * @throws Problem with line and column where the text is not YAML or goes over a bound
     */
    public static Value readAsGo(String source, String text) {
        return new YamlReader(source, true).read(text);
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
}
