package faastrace.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
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
import org.jspecify.annotations.Nullable;

/** Reads and writes JSON as plain data. */
public final class Json {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(40).build())
            .build();

    private Json() {}

    /**
     * Reads one JSON document.
     *
     * @throws Problem with line and column if the text is not valid JSON or has too many values
     */
    public static Value read(String source, String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            return new JsonReader(source, text, parser).document();
        } catch (IOException e) {
            throw Problem.of(source, e);
        }
    }

    /** Whether a text of any length is a JSON object or a JSON list. */
    public static boolean isObjectOrList(String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            JsonToken first = parser.nextToken();
            boolean has = first != null && first.isStructStart();
            return has && parser.skipChildren().nextToken() == null;
        } catch (IOException notJson) {
            return false;
        }
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
     * Returns a generator for JSON that is too large to keep in memory. The JSON can be embedded in a page. Closing the
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
}
