package faastrace.repository.store;

import faastrace.document.Json;
import faastrace.document.Value;
import faastrace.problem.Problem;
import faastrace.repository.git.EntryName;
import faastrace.repository.git.GitUrl;
import faastrace.repository.git.Reference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list of templates and the repositories they are pulled from.
 *
 * @param address the address that the list was read from, without credentials
 * @param templates the templates, in the order in which faas-cli shows them
 */
public record TemplateStore(String address, List<StoreTemplate> templates) {
    /** The store that faas-cli uses by default. */
    public static final String DEFAULT_URL = "https://raw.githubusercontent.com/openfaas/store/master/templates.json";

    public TemplateStore {
        templates = List.copyOf(templates);
    }

    /**
     * Reads the store that faas-cli would choose: the option, unless it equals the default; otherwise the environment
     * variable; otherwise the default.
     *
     * @param option an http(s) URL, a file URL or a path; may be null
     * @param fromEnvironment the value of {@code OPENFAAS_TEMPLATE_STORE_URL}, may be null
     * @throws Problem if the store can't be reached or is not a list of templates
     */
    public static TemplateStore open(@Nullable String option, @Nullable String fromEnvironment) {
        if (option != null && !option.equals(DEFAULT_URL)) {
            return read(option);
        }
        return read(fromEnvironment == null || fromEnvironment.isBlank() ? DEFAULT_URL : fromEnvironment);
    }

    private static TemplateStore read(String address) {
        String shown = GitUrl.withoutCredentials(address);
        Value list = Json.read(shown, StoreDownload.text(address));
        List<StoreTemplate> templates = list.items().stream()
                .map(StoreTemplate::read)
                .sorted(StoreTemplate.ORDER)
                .toList();
        return new TemplateStore(shown, templates);
    }

    /**
     * The store's entry for a template.
     *
     * @param name {@code NAME} or {@code SOURCE/NAME}
     * @throws Problem if the store has no such template
     */
    public StoreTemplate template(String name) {
        return templates.stream()
                .filter(entry -> name.equals(entry.name()) || name.equals(entry.source() + "/" + entry.name()))
                .findFirst()
                .orElseThrow(() -> new Problem(
                        address,
                        "template with name: `" + EntryName.visible(name) + "` does not exist in the store",
                        "see 'faas-trace template store list'"));
    }

    /**
     * The repository to pull a template from.
     *
     * @param wanted {@code NAME} or {@code SOURCE/NAME}, optionally followed by {@code @REF}
     * @throws Problem if the store has no such template
     */
    public Reference reference(String wanted) {
        int mark = wanted.indexOf('@');
        String name = mark < 0 ? wanted : wanted.substring(0, mark);
        Reference reference = Reference.parse(template(name).repository());
        return mark < 0 ? reference : reference.withRef(wanted.substring(mark + 1));
    }
}
