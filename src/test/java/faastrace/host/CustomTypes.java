package faastrace.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Checks documents against {@code custom-types.yml}: no field that it does not name, none missing, each of its type. */
final class CustomTypes {
    private static final Path FILE = Path.of("src/test/resources/host/custom-types.yml");

    private CustomTypes() {}

    static void check(String type, JsonElement document) throws IOException {
        Map<?, ?> types = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(FILE));
        check(type, types.get(type), document);
    }

    private static void check(String where, Object type, JsonElement value) {
        if (type instanceof Map<?, ?> fields) {
            object(where, fields, value);
        } else if (type instanceof List<?> list) {
            assertThat(value.isJsonArray()).as(where).isTrue();
            value.getAsJsonArray().forEach(item -> check(where + "[]", list.get(0), item));
        } else {
            assertThat(value.isJsonPrimitive()).as(where).isTrue();
            primitive(where, type.toString(), value.getAsJsonPrimitive());
        }
    }

    private static void object(String where, Map<?, ?> fields, JsonElement value) {
        assertThat(value.isJsonObject()).as(where).isTrue();
        value.getAsJsonObject().entrySet().forEach(entry -> {
            Object type =
                    fields.containsKey(entry.getKey()) ? fields.get(entry.getKey()) : fields.get(entry.getKey() + "!");
            assertThat(type).as(where + "." + entry.getKey()).isNotNull();
            check(where + "." + entry.getKey(), type, entry.getValue());
        });
        for (Object field : fields.keySet()) {
            if (field.toString().endsWith("!")) {
                assertThat(value.getAsJsonObject().keySet())
                        .as(where)
                        .contains(field.toString().replace("!", ""));
            }
        }
    }

    private static void primitive(String where, String type, JsonPrimitive value) {
        if (type.equals("number")) {
            assertThat(value.isNumber()).as(where).isTrue();
            assertThat(value.getAsBigInteger().signum()).as(where).isNotNegative();
        } else {
            assertThat(value.isString()).as(where).isTrue();
            assertThat(value.getAsString()).as(where).matches(type.startsWith("=") ? type.substring(1) : "(?s).+");
        }
    }
}
