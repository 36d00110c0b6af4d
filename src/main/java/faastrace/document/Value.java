package faastrace.document;

import faastrace.problem.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A value of a YAML or JSON document, with its position. The value is a mapping, a list, or a scalar, which is kept as
 * text.
 *
 * <p>If an accessor expects a different type, it throws a {@link Problem} with the value's position.
 */
public final class Value {
    private final String source;
    private final int line;
    private final int column;
    private final int index;
    private final @Nullable Object content;

    /**
     * @param source the file as the user knows it
     * @param line 1-based line
     * @param column 1-based column
     * @param index the number of characters (code points) in the text before the value
     * @param content a {@code Map<String, Value>}, a {@code List<Value>}, a {@code String}, null, or the
     *     {@link Problem} of a mapping that can't be read
     */
    Value(String source, int line, int column, int index, @Nullable Object content) {
        this.source = source;
        this.line = line;
        this.column = column;
        this.index = index;
        this.content = content;
    }

    /** The position as {@code file:line:column}. */
    public String where() {
        return source + ":" + line + ":" + column;
    }

    /** The 1-based line of the value. */
    public int line() {
        return line;
    }

    /** The offset in the document's text at which the value starts. */
    public int offset(String text) {
        return text.offsetByCodePoints(0, index);
    }

    /** Whether the value is empty or {@code null}. */
    public boolean isNull() {
        return content == null;
    }

    /** Whether the value is a mapping. */
    public boolean isMapping() {
        return content instanceof Map || content instanceof Problem;
    }

    /** Whether the value is a list. */
    public boolean isList() {
        return content instanceof List;
    }

    /** Whether the value is text. */
    public boolean isText() {
        return content instanceof String;
    }

    /** The problem of a mapping that can't be read, or null. */
    @Nullable
    Problem fault() {
        return content instanceof Problem problem ? problem : null;
    }

    /** A problem at this position. */
    public Problem problem(String what, String cure) {
        return new Problem(where(), what, cure);
    }

    /** The scalar as text; throws if the value is not a scalar. */
    public String text() {
        if (content instanceof String s) {
            return s;
        }
        throw problem("expected text, found " + kind(), "write a plain or quoted value here");
    }

    /**
     * The scalar as the version of a file format, from 1 to the newest known version. Throws if the value is anything
     * else. If it is a newer version, the message says so.
     */
    public int version(int newest) {
        String version = text().trim();
        boolean isNewer = version.matches("[1-9][0-9]{0,8}") && Integer.parseInt(version) > newest;
        if (isNewer) {
            throw problem(
                    "version " + version + " is newer than this faas-trace, which reads "
                            + (newest == 1 ? "version 1" : "versions 1 to " + newest),
                    "use a newer faas-trace");
        }
        return number(1, newest);
    }

    /** The scalar as a whole number between the bounds; throws if the value is anything else. */
    public int number(int least, int most) {
        try {
            int number = Integer.parseInt(text().trim());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // The problem is reported below, as for numbers that are out of bounds.
        }
        throw problem(
                "'" + text() + "' is not a whole number in the allowed range",
                least == most ? "write " + least : "use " + least + " to " + most);
    }

    /** The scalar as true or false; throws if the value is anything else. */
    public boolean flag() {
        return switch (text()) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw problem("expected true or false, found '" + text() + "'", "write true or false");
        };
    }

    /** The items of a list; none for an empty value. */
    public List<Value> items() {
        if (content == null) {
            return List.of();
        }
        if (content instanceof List<?> list) {
            return list.stream().map(Value.class::cast).toList();
        }
        throw problem("expected a list, found " + kind(), "start each item with '- '");
    }

    /** The items of a list as text, or a scalar as a list with one item. */
    public List<String> texts() {
        return isText() ? List.of(text()) : items().stream().map(Value::text).toList();
    }

    /** The entries of a mapping in file order; none for an empty value. */
    @SuppressWarnings("unchecked") // Only the readers of this package create mappings, and always with this type.
    public Map<String, Value> fields() {
        if (content == null) {
            return Map.of();
        }
        if (content instanceof Map<?, ?>) {
            return (Map<String, Value>) content;
        }
        if (content instanceof Problem problem) {
            throw problem;
        }
        throw problem("expected a mapping, found " + kind(), "write 'key: value' lines here");
    }

    /** The value of the key, unless it is missing or empty. */
    public Optional<Value> find(String key) {
        return Optional.ofNullable(fields().get(key)).filter(value -> !value.isNull());
    }

    /** The value of the key; throws if it is missing or empty. */
    public Value require(String key) {
        return find(key).orElseThrow(() -> problem("'" + key + "' is missing", "add '" + key + ": …'"));
    }

    /** The value of the key as text, unless it is missing or empty. */
    public Optional<String> findText(String key) {
        return find(key).map(Value::text);
    }

    /** Throws a problem for the first key that is not one of the given keys. The message lists the allowed keys. */
    public void allow(String... keys) {
        for (Map.Entry<String, Value> field : fields().entrySet()) {
            if (!Arrays.asList(keys).contains(field.getKey())) {
                throw field.getValue()
                        .problem(
                                "unknown key '" + field.getKey() + "'",
                                "use one of " + String.join(", ", new TreeSet<>(Arrays.asList(keys))));
            }
        }
    }

    private String kind() {
        return content == null ? "nothing" : isMapping() ? "a mapping" : isList() ? "a list" : "text";
    }

    @Override
    public String toString() {
        return content + " (" + where() + ")";
    }
}
