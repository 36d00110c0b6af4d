package faastrace.repository.git;

import faastrace.problem.Problem;
import faastrace.template.Template;
import java.util.List;

/**
 * The templates of a repository at one commit, in memory.
 *
 * @param reference the repository that they came from
 * @param sha the commit, 40 hex digits
 * @param templates the templates by name, without any {@code @ref}; symbolic links are resolved
 */
public record FetchedRepository(Reference reference, String sha, List<Template> templates) {
    public FetchedRepository {
        templates = List.copyOf(templates);
    }

    /**
     * The template with that name.
     *
     * @throws Problem if there is no such template; the message names those that exist
     */
    public Template template(String name) {
        return templates.stream()
                .filter(template -> template.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new Problem(
                        reference.toString(),
                        "there is no template named '" + name + "'",
                        "use one of " + String.join(", ", names())));
    }

    private List<String> names() {
        return templates.stream().map(Template::name).toList();
    }
}
