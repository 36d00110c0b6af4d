package faastrace.document;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import faastrace.problem.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parses the text of one JSON document into values with their positions. */
final class JsonReader {
    /**
     * The maximum number of values in a document. A value needs about a hundred bytes, however short its text is. The
     * list of a large cluster's nodes has several hundred thousand values.
     */
    static final int MOST_VALUES = 1_000_000;

    /** The part of Jackson's message that quotes the text at which parsing stopped. */
    private static final Pattern QUOTED = Pattern.compile("'([^']{1,100})'(?: \\(code|: )");

    private final String source;
    private final String text;
    private final JsonParser parser;
    private int values;

    /** The offset of the latest value. */
    private int offset;

    /** The number of characters (code points) before the latest value. */
    private int index;

    JsonReader(String source, String text, JsonParser parser) {
        this.source = source;
        this.text = text;
        this.parser = parser;
    }

    /** The whole document; throws a {@link Problem} with line and column if the text is not valid JSON. */
    Value document() throws IOException {
        try {
            parser.nextToken();
            Value document = value();
            if (parser.nextToken() != null) {
                throw new Problem(
                        place(parser.currentTokenLocation()),
                        "not valid JSON: there is more text after the end",
                        "correct the file");
            }
            return document;
        } catch (JsonProcessingException e) {
            throw new Problem(place(e.getLocation()), "not valid JSON: " + explain(e), "correct the file", e);
        }
    }

    private String place(@Nullable JsonLocation at) {
        return at == null ? source : source + ":" + at.getLineNr() + ":" + at.getColumnNr();
    }

    /** Says in our words what Jackson found, because its own messages name its classes and settings. */
    private static String explain(JsonProcessingException failure) {
        if (failure instanceof JsonEOFException) {
            return "the text ends too early";
        }
        if (failure instanceof StreamConstraintsException) {
            return "it is nested too deeply, or a value in it is too long";
        }
        String message = failure.getOriginalMessage();
        if (message.startsWith("Illegal unquoted character")) {
            return "there is a line break or a control character in a string";
        }
        if (message.startsWith("Invalid numeric value")) {
            return "there is a number that JSON does not allow";
        }
        Matcher quoted = QUOTED.matcher(message);
        return quoted.find() ? "unexpected text '" + quoted.group(1) + "'" : "unexpected text";
    }

    private Value value() throws IOException {
        JsonLocation at = parser.currentTokenLocation();
        if (++values > MOST_VALUES) {
            throw new Problem(
                    place(at), "the document has more than " + MOST_VALUES + " values", "use a smaller document");
        }
        // Only the text since the previous value is counted. Otherwise, the time would be quadratic.
        int next = Math.max((int) at.getCharOffset(), offset);
        index += text.codePointCount(offset, next);
        offset = next;
        return new Value(source, Math.max(at.getLineNr(), 1), Math.max(at.getColumnNr(), 1), index, content());
    }

    private @Nullable Object content() throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            Map<String, Value> fields = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                fields.put(name, value());
            }
            return fields;
        }
        if (token == JsonToken.START_ARRAY) {
            List<Value> items = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.add(value());
            }
            return items;
        }
        return token == null || token == JsonToken.VALUE_NULL ? null : parser.getText();
    }
}
