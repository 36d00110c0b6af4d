package faastrace.repository.store;

import faastrace.document.Value;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An entry of a template store.
 *
 * @param name the name of the template
 * @param platform the platform, for example {@code x86_64}
 * @param language the common name of the language
 * @param source the publisher
 * @param description a one-sentence description
 * @param repository the repository to pull it from
 * @param official {@code "true"} or {@code "false"}
 * @param recommended whether the store recommends it
 */
public record StoreTemplate(
        String name,
        String platform,
        String language,
        String source,
        String description,
        String repository,
        String official,
        boolean recommended) {
    /** The order of faas-cli: recommended templates first, then by {@code official} as text, then by name. */
    static final Comparator<StoreTemplate> ORDER = Comparator.comparing((StoreTemplate entry) -> !entry.recommended())
            .thenComparing(StoreTemplate::official)
            .thenComparing(StoreTemplate::name, String.CASE_INSENSITIVE_ORDER);

    static StoreTemplate read(Value entry) {
        return new StoreTemplate(
                entry.require("template").text(),
                entry.findText("platform").orElse(""),
                entry.findText("language").orElse(""),
                entry.findText("source").orElse(""),
                entry.findText("description").orElse(""),
                entry.findText("repo").orElse(""),
                entry.findText("official").orElse(""),
                entry.find("recommended").map(Value::flag).orElse(false));
    }

    /** The entry's values under the store's own keys, in the store's order. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("template", name);
        fields.put("platform", platform);
        fields.put("language", language);
        fields.put("source", source);
        fields.put("description", description);
        fields.put("repo", repository);
        fields.put("official", official);
        fields.put("recommended", recommended);
        return fields;
    }
}
