package faastrace.repository.folder;

import faastrace.problem.Problem;
import faastrace.repository.git.FetchedRepository;
import faastrace.repository.git.Reference;
import faastrace.template.Template;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Templates of a fetched repository and the folders they are to land in.
 *
 * @param repository where they are from
 * @param folders the folder's name under {@code template/} for each template
 */
public record PullPlan(FetchedRepository repository, Map<String, Template> folders) {
    /**
     * All templates, each in {@code NAME}, or {@code NAME@REF} where the reference has a ref.
     *
     * @throws Problem where the repository has none, or where the ref can be part of no name
     */
    public static PullPlan all(FetchedRepository repository) {
        String suffix = suffix(repository.reference());
        Map<String, Template> folders = new LinkedHashMap<>();
        for (Template template : repository.templates()) {
            folders.put(template.name() + suffix, template);
        }
        if (folders.isEmpty()) {
            throw new Problem(
                    repository.reference().toString(), "its template/ folder holds no template", "check the URL");
        }
        return new PullPlan(repository, folders);
    }

    /**
     * One template, in a folder of that name.
     *
     * @throws Problem where the repository has no such template
     */
    public static PullPlan one(FetchedRepository repository, String template, String folder) {
        return new PullPlan(repository, Map.of(folder, repository.template(template)));
    }

    /**
     * What stands behind the template's name in the folder's: {@code @REF} or nothing.
     *
     * @throws Problem where the ref holds a slash: a nested folder could be pulled, but faas-cli could not build it
     */
    public static String suffix(Reference reference) {
        if (reference.ref() == null) {
            return "";
        }
        if (reference.ref().contains("/")) {
            throw new Problem(
                    reference.toString(),
                    "the templates' folders are named NAME@REF, and the '/' in the ref would make two folders of one,"
                            + " which faas-cli can't build",
                    "give the commit as #sha-1a2b3c4, or a tag without '/'");
        }
        return "@" + reference.ref();
    }
}
