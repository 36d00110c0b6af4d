package faastrace.cli.template;

import faastrace.cli.terminal.OutputFormat;
import faastrace.document.Json;
import faastrace.repository.store.StoreTemplate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for the format in which commands print templates of a store. */
final class StoreForm {
    @Option(
            names = {"-j", "--json"},
            description = "Print JSON as faas-cli does.")
    private boolean json;

    /** Null means text. If text were the default value, {@code OptionRules} would reject {@code --json} alone. */
    @Option(names = "--format", paramLabel = "FORMAT", description = "Output format: text or json (default: text).")
    private @Nullable OutputFormat format;

    /**
     * The templates as JSON; empty if no option asks for JSON.
     *
     * @param ofFaasCli the data that faas-cli prints about the templates
     */
    Optional<String> json(List<StoreTemplate> templates, Object ofFaasCli) {
        if (json) {
            return Optional.of(Json.write(ofFaasCli));
        }
        return format == OutputFormat.json ? Optional.of(Json.write(document(templates))) : Optional.empty();
    }

    private static Map<String, Object> document(List<StoreTemplate> templates) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("version", 1);
        document.put("templates", fields(templates));
        return document;
    }

    static List<Map<String, Object>> fields(List<StoreTemplate> templates) {
        return templates.stream().map(StoreTemplate::fields).toList();
    }
}
