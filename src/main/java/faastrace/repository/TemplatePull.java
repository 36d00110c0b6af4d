package faastrace.repository;

import faastrace.problem.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Brings templates from repositories into a function repository's {@code template/} folder, as faas-cli does. */
public final class TemplatePull {
    private final Path project;
    private final PullListener listener;
    private final Map<Reference, FetchedRepository> fetched = new HashMap<>();

    /** @param project the folder that holds, or will hold, {@code template/} */
    public TemplatePull(Path project, PullListener listener) {
        this.project = project;
        this.listener = listener;
    }

    /**
     * All templates of a repository.
     *
     * @param overwrite whether folders of their names may exist already
     * @throws Problem with everything as it was
     */
    public Written all(Reference reference, boolean overwrite) {
        // Said before the transfer, since no transfer can mend it.
        Landing.suffix(reference);
        return write(List.of(Landing.all(fetch(reference))), overwrite);
    }

    /**
     * The templates a stack file lists, each into a folder of the name it has there; all of them or none.
     *
     * @param store asked for at most once, and only if an entry has no source
     * @throws Problem with everything as it was
     */
    public Written listed(List<StackTemplate> templates, Supplier<TemplateStore> store, boolean overwrite) {
        List<Landing> landings = new ArrayList<>();
        for (StackTemplate template : templates) {
            template.noteOnRef().ifPresent(listener::note);
            Reference reference = template.source().isPresent()
                    ? template.reference()
                    : store.get().reference(template.name());
            landings.add(Landing.one(fetch(reference), template.templateName(), template.name()));
        }
        return write(landings, overwrite);
    }

    private FetchedRepository fetch(Reference reference) {
        return fetched.computeIfAbsent(reference, wanted -> {
            listener.fetching(wanted);
            return new RemoteTemplates().fetch(wanted, listener);
        });
    }

    private Written write(List<Landing> landings, boolean overwrite) {
        listener.landing(landings.stream()
                .flatMap(landing -> landing.folders().keySet().stream())
                .toList());
        return new TemplateFolder(project, listener).write(landings, overwrite);
    }
}
