package faastrace.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import faastrace.problem.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads and writes JSON as plain data. */
public final class Json {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(40).build())
            .build();

    /** The text in a message of Jackson that stopped it. */
    private static final Pattern QUOTED = Pattern.compile("'([^']{1,100})'(?: \\(code|: )");

    private Json() {}

    /**
     * Reads one JSON document.
     *
     * @throws Problem with line and column if the text is not valid JSON
     */
    public static Value read(String source, String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            parser.nextToken();
            boolean plain = text.codePointCount(0, text.length()) == text.length();
            Value document = value(source, plain ? null : text, parser);
            if (parser.nextToken() != null) {
                JsonLocation at = parser.currentTokenLocation();
                throw new Problem(
                        source + ":" + at.getLineNr() + ":" + at.getColumnNr(),
                        "not valid JSON: there is more text after the end",
                        "correct the file");
            }
            return document;
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String place = at == null ? source : source + ":" + at.getLineNr() + ":" + at.getColumnNr();
            throw new Problem(place, "not valid JSON: " + explain(e), "correct the file", e);
        } catch (IOException e) {
            throw Problem.of(source, e);
        }
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

    /** Reads one JSON document as plain data that {@link #write} accepts. Numbers and strings keep their types. */
    public static @Nullable Object readData(String source, String text) {
        read(source, text);
        try (JsonParser parser = FACTORY.createParser(text)) {
            parser.nextToken();
            return data(parser);
        } catch (IOException e) {
            throw Problem.of(source, e);
        }
    }

    private static @Nullable Object data(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            Map<String, Object> fields = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                fields.put(name, data(parser));
            }
            return fields;
        }
        if (token == JsonToken.START_ARRAY) {
            List<Object> items = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.add(data(parser));
            }
            return items;
        }
        return token == null ? null : scalar(parser, token);
    }

    private static @Nullable Object scalar(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_NULL -> null;
            case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
            default -> parser.getText();
        };
    }

    /** Writes maps, lists, strings, numbers and booleans as indented JSON with a newline at the end. */
    public static String write(Object data) {
        return write(data, true) + "\n";
    }

    /** Like {@link #write}, but writes the data on one line and without a newline at the end. */
    public static String writeLine(Object data) {
        return write(data, false);
    }

    /**
     * Returns a generator for JSON that is too large for the memory. The JSON can be embedded in a page. Closing the
     * generator leaves the stream open.
     */
    public static JsonGenerator stream(OutputStream out) throws IOException {
        return FACTORY.createGenerator(out)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .setCharacterEscapes(new ScriptSafe());
    }

    private static String write(Object data, boolean pretty) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(text)) {
            if (pretty) {
                generator.setPrettyPrinter(new DefaultPrettyPrinter());
            }
            write(generator, data);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    private static void write(JsonGenerator generator, @Nullable Object data) throws IOException {
        if (data instanceof Map<?, ?> map) {
            generator.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                generator.writeFieldName(entry.getKey().toString());
                write(generator, entry.getValue());
            }
            generator.writeEndObject();
        } else if (data instanceof Iterable<?> items) {
            generator.writeStartArray();
            for (Object item : items) {
                write(generator, item);
            }
            generator.writeEndArray();
        } else if (data instanceof Boolean flag) {
            generator.writeBoolean(flag);
        } else if (data instanceof Integer || data instanceof Long) {
            generator.writeNumber(((Number) data).longValue());
        } else if (data instanceof BigInteger whole) {
            generator.writeNumber(whole);
        } else if (data instanceof Number number) {
            generator.writeNumber(number.doubleValue());
        } else if (data == null) {
            generator.writeNull();
        } else {
            generator.writeString(data.toString());
        }
    }

    /** @param astral the text if it has characters of two UTF-16 units, which must be counted; otherwise null */
    private static Value value(String source, @Nullable String astral, JsonParser parser) throws IOException {
        JsonLocation at = parser.currentTokenLocation();
        int line = Math.max(at.getLineNr(), 1);
        int column = Math.max(at.getColumnNr(), 1);
        int offset = Math.max((int) at.getCharOffset(), 0);
        int index = astral == null ? offset : astral.codePointCount(0, offset);
        return new Value(source, line, column, index, content(source, astral, parser));
    }

    private static @Nullable Object content(String source, @Nullable String astral, JsonParser parser)
            throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            Map<String, Value> fields = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                fields.put(name, value(source, astral, parser));
            }
            return fields;
        }
        if (token == JsonToken.START_ARRAY) {
            List<Value> items = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.add(value(source, astral, parser));
            }
            return items;
        }
        return token == null || token == JsonToken.VALUE_NULL ? null : parser.getText();
    }
}
