package faastrace.template;

import faastrace.document.Value;
import faastrace.document.Yaml;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A template's {@code template.yml}.
 *
 * @param process the value of {@code fprocess}, which overrides the image's process at deployment
 * @param at the same value with its position; null if the file has no such value
 */
public record TemplateSettings(
        Optional<Fact> process, @Nullable Value at) {

    /** @throws faastrace.problem.Problem with line and column if the file exists but is not a YAML mapping */
    static TemplateSettings read(String where, Template template) {
        Optional<TemplateFile> file = template.file(Facts.SETTINGS);
        if (file.isEmpty()) {
            return new TemplateSettings(Optional.empty(), null);
        }
        Value root = Yaml.readAsGo(where + "/" + Facts.SETTINGS, file.get().text());
        Optional<Value> process = root.find("fprocess").filter(v -> !v.text().isBlank());
        return new TemplateSettings(
                process.map(value -> new Fact(value.text(), Facts.SETTINGS + ":" + value.line())),
                process.orElse(null));
    }
}
