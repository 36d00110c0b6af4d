package faastrace.repository;

import faastrace.problem.Problem;
import faastrace.repository.folder.PullPlan;
import faastrace.repository.folder.PullResult;
import faastrace.repository.folder.TemplateFolder;
import faastrace.repository.git.FetchedRepository;
import faastrace.repository.git.Reference;
import faastrace.repository.git.RemoteTemplates;
import faastrace.repository.store.TemplateStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Pulls templates from repositories into a function repository's {@code template/} folder, as faas-cli does. */
public final class TemplatePull {
    private final Path project;
    private final PullListener listener;
    private final Map<Reference, FetchedRepository> fetched = new HashMap<>();

    /** @param project the folder that contains, or will contain, {@code template/} */
    public TemplatePull(Path project, PullListener listener) {
        this.project = project;
        this.listener = listener;
    }

    /**
     * Pulls all templates of a repository.
     *
     * @param overwrite whether folders with the names of the templates may already exist
     * @throws Problem if it fails; then nothing has changed
     */
    public PullResult all(Reference reference, boolean overwrite) {
        // The ref is checked here so that nothing is transferred if it is not valid.
        PullPlan.suffix(reference);
        return write(List.of(PullPlan.all(fetch(reference))), overwrite);
    }

    /**
     * Pulls the templates that a stack file lists, each into the folder that the file names; all of them or none.
     *
     * @param store supplies the template store; called only for entries that have no source
     * @throws Problem if it fails; then nothing has changed
     */
    public PullResult listed(List<StackTemplate> templates, Supplier<TemplateStore> store, boolean overwrite) {
        List<PullPlan> plans = new ArrayList<>();
        for (StackTemplate template : templates) {
            template.noteOnRef().ifPresent(listener::note);
            Reference reference = template.source().isPresent()
                    ? template.reference()
                    : store.get().reference(template.name());
            plans.add(PullPlan.one(fetch(reference), template.templateName(), template.name()));
        }
        return write(plans, overwrite);
    }

    private FetchedRepository fetch(Reference reference) {
        return fetched.computeIfAbsent(reference, wanted -> {
            listener.fetching(wanted);
            return new RemoteTemplates().fetch(wanted, listener);
        });
    }

    private PullResult write(List<PullPlan> plans, boolean overwrite) {
        listener.landing(
                plans.stream().flatMap(plan -> plan.folders().keySet().stream()).toList());
        return new TemplateFolder(project, listener).write(plans, overwrite);
    }
}
