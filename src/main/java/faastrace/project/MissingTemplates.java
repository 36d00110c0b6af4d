package faastrace.project;

import faastrace.problem.Problem;
import faastrace.project.stack.Stack;
import faastrace.project.stack.Target;
import faastrace.repository.StackTemplate;
import faastrace.repository.folder.PullPlan;
import faastrace.repository.folder.TemplateFolder;
import faastrace.repository.git.FetchedRepository;
import faastrace.repository.git.Progress;
import faastrace.repository.git.Reference;
import faastrace.repository.git.RemoteTemplates;
import faastrace.repository.store.TemplateStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the missing templates that a stack needs. A template comes from the commit in the lock. If the lock has no
 * commit for the template, it comes from the stack's {@code configuration.templates}, otherwise from the template
 * store.
 */
final class MissingTemplates {
    private final Path root;
    private final Optional<Stack> stack;
    private final Progress progress;
    private final Map<Reference, FetchedRepository> fetched = new HashMap<>();
    private @Nullable TemplateStore store;

    MissingTemplates(Path root, Optional<Stack> stack, Progress progress) {
        this.root = root;
        this.stack = stack;
        this.progress = progress;
    }

    /** Fetches a template into memory without writing it. */
    FetchedTemplate fetch(String name, Optional<TemplateSource> locked) {
        FetchedRepository repository = repository(name, locked);
        String ref = locked.map(TemplateSource::ref)
                .orElseGet(
                        () -> Optional.ofNullable(repository.reference().ref()).orElse(""));
        TemplateSource origin = new TemplateSource(repository.reference().displayUrl(), ref, repository.sha());
        return new FetchedTemplate(repository.template(bare(name)), origin);
    }

    /** Whether the lock or the stack says where this template comes from. */
    boolean hasSource(String name, TemplateSource locked) {
        return !locked.repository().isEmpty()
                || stack.map(s -> !s.sources().getOrDefault(name, "").isBlank()).orElse(false);
    }

    /** Writes the templates of these targets into {@code template/}, all of them or none. */
    void pull(Collection<Target> targets, Function<Target, Optional<TemplateSource>> locked) {
        List<PullPlan> landings = new ArrayList<>();
        for (Target target : targets) {
            FetchedRepository repository = repository(target.name(), locked.apply(target));
            landings.add(PullPlan.one(repository, bare(target.name()), target.name()));
        }
        if (!landings.isEmpty()) {
            new TemplateFolder(root, progress).writeMissing(landings);
        }
    }

    private FetchedRepository repository(String name, Optional<TemplateSource> locked) {
        try {
            return fetched.computeIfAbsent(
                    reference(name, locked), wanted -> new RemoteTemplates().fetch(wanted, progress));
        } catch (Problem problem) {
            boolean isThere = Files.isDirectory(root.resolve(Target.TEMPLATES + name));
            throw new Problem(
                    (isThere ? "the originals of " + Target.TEMPLATES + name + " are" : Target.TEMPLATES + name + " is")
                            + " missing, and " + problem.where(),
                    problem.what(),
                    problem.cure(),
                    problem);
        }
    }

    private Reference reference(String name, Optional<TemplateSource> locked) {
        Optional<TemplateSource> known =
                locked.filter(origin -> !origin.repository().isEmpty());
        if (known.isPresent()) {
            String commit = known.get().commit();
            String ref = commit.isEmpty() ? known.get().ref() : "sha-" + commit;
            Reference repository = Reference.parse(known.get().repository());
            return ref.isEmpty() ? repository : repository.withRef(ref);
        }
        String source = stack.map(s -> s.sources().getOrDefault(name, "")).orElse("");
        if (source.isBlank()) {
            return fromStore(name);
        }
        return new StackTemplate(name, Optional.of(source)).reference();
    }

    private Reference fromStore(String name) {
        try {
            return store().reference(name);
        } catch (Problem problem) {
            throw new Problem(
                    problem.where(),
                    problem.what(),
                    "correct the function's 'lang', or add the template's source under configuration.templates;"
                            + " to use another store, set OPENFAAS_TEMPLATE_STORE_URL",
                    problem);
        }
    }

    private TemplateStore store() {
        if (store == null) {
            store = TemplateStore.open(null, System.getenv("OPENFAAS_TEMPLATE_STORE_URL"));
        }
        return store;
    }

    private static String bare(String name) {
        return name.split("@", 2)[0];
    }
}
