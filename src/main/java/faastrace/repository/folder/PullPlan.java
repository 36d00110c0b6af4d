package faastrace.repository.folder;

import faastrace.problem.Problem;
import faastrace.repository.git.FetchedRepository;
import faastrace.repository.git.Reference;
import faastrace.template.Template;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Templates of a fetched repository, and the folders that they will be written to.
 *
 * @param repository the repository that they come from
 * @param folders the templates by the name of their folder under {@code template/}
 */
public record PullPlan(FetchedRepository repository, Map<String, Template> folders) {
    /**
     * All templates, each in {@code NAME}, or in {@code NAME@REF} if the reference has a ref.
     *
     * @throws Problem if the repository has no templates, or if the ref can't be part of a folder's name
     */
    public static PullPlan all(FetchedRepository repository) {
        String suffix = suffix(repository.reference());
        Map<String, Template> folders = new LinkedHashMap<>();
        for (Template template : repository.templates()) {
            folders.put(template.name() + suffix, template);
        }
        if (folders.isEmpty()) {
            throw new Problem(
                    repository.reference().toString(), "its template/ folder contains no template", "check the URL");
        }
        return new PullPlan(repository, folders);
    }

    /**
     * One template, in a folder with the given name.
     *
     * @throws Problem if the repository has no such template
     */
    public static PullPlan one(FetchedRepository repository, String template, String folder) {
        return new PullPlan(repository, Map.of(folder, repository.template(template)));
    }

    /**
     * What follows a template's name in the name of its folder: {@code @REF} or nothing.
     *
     * @throws Problem if the ref contains a slash: a nested folder could be pulled, but faas-cli could not build from
     *     it
     */
    public static String suffix(Reference reference) {
        if (reference.ref() == null) {
            return "";
        }
        if (reference.ref().contains("/")) {
            throw new Problem(
                    reference.toString(),
                    "the templates' folders are named NAME@REF, and the '/' in the ref would make a nested folder,"
                            + " which faas-cli can't build",
                    "give the commit as #sha-1a2b3c4, or a tag without '/'");
        }
        return "@" + reference.ref();
    }
}
