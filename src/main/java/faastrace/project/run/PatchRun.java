package faastrace.project.run;

import faastrace.patch.Patch;
import faastrace.problem.Problem;
import faastrace.project.PatchPlan;
import faastrace.project.Project;
import faastrace.project.RetryOnChange;
import faastrace.project.TargetState;
import faastrace.project.stack.Target;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Carries out a {@link PatchRequest}: pulls what is missing, works out the changes, and writes them unless the request
 * is for a preview.
 */
public final class PatchRun {
    private final Project project;
    private final PatchRequest request;
    private final PatchListener listener;

    private PatchRun(Project project, PatchRequest request, PatchListener listener) {
        this.project = project;
        this.request = request;
        this.listener = listener;
    }

    /**
     * Patches the function repository. Starts over if another run of faas-trace changes the same files meanwhile.
     *
     * @param repository opens the function repository
     * @throws Problem if there is nothing to patch, if a named template can't be patched, or if somebody edited a
     *     patched block
     */
    public static PatchOutcome of(PatchRequest request, Supplier<Project> repository, PatchListener listener) {
        PatchListener once = new ReportsOnce(listener, new HashSet<>());
        return RetryOnChange.until(() -> new PatchRun(repository.get(), request, once).outcome());
    }

    /** Passes each report on only once, however often the run starts over. */
    private record ReportsOnce(PatchListener to, Set<Object> reported) implements PatchListener {
        @Override
        public void warning(String text) {
            if (reported.add(text)) {
                to.warning(text);
            }
        }

        @Override
        public void pulling(List<String> names) {
            if (reported.add(names)) {
                to.pulling(names);
            }
        }
    }

    /** Empty if another run changed the files first. */
    private Optional<PatchOutcome> outcome() {
        if (request.locked()) {
            project.distrustNotes();
        }
        List<Target> targets = targets();
        project.warnings().forEach(listener::warning);
        boolean inPlace = request.writesInPlace();
        if (inPlace && !request.locked()) {
            pullMissing(targets);
        }
        PatchPlan plan = plan(targets);
        // Only the plan shows whether the lock would change. If so, nothing may be pulled.
        if (inPlace && request.locked() && !plan.lockChanges() && pullMissing(targets)) {
            plan = plan(targets);
        }
        boolean writes = !request.preview() && !(request.locked() && plan.lockChanges());
        if (writes && request.copies().isEmpty() && !project.apply(plan)) {
            return Optional.empty();
        }
        return Optional.of(new PatchOutcome(plan, patch(plan, writes), writes, project.untraced(targets)));
    }

    private List<Target> targets() {
        List<Target> targets = project.targets(request.names(), request.functions());
        if (targets.isEmpty() && request.names().isEmpty()) {
            throw project.nothingToPatch();
        }
        return targets;
    }

    /** Pulls missing templates. Returns false if no template is missing. */
    private boolean pullMissing(List<Target> targets) {
        List<Target> missing = project.missing(targets);
        if (!missing.isEmpty()) {
            listener.pulling(missing.stream().map(Target::name).toList());
            project.pull(missing);
        }
        return !missing.isEmpty();
    }

    /** The changes to these targets. Templates that are still missing are fetched, but not written. */
    private PatchPlan plan(List<Target> targets) {
        List<TargetState> states = project.states(targets);
        project.refuseConflicts(states);
        refuseNamed(states);
        return project.plan(states);
    }

    private Patch patch(PatchPlan plan, boolean writes) {
        if (request.copies().isEmpty()) {
            return plan.patch();
        }
        PatchRequest.Copies copies = request.copies().get();
        return writes
                ? project.writeCopies(plan, copies.folder(), copies.suffix())
                : project.copies(plan, copies.folder(), copies.suffix());
    }

    /**
     * Fails if a named template can't be patched. If nothing at all can be patched, also fails for a folder without a
     * Dockerfile, because such a folder is not a template. Any other refusal is only reported.
     */
    private void refuseNamed(List<TargetState> states) {
        boolean nothing = states.stream().allMatch(state -> state.refusal().isPresent());
        for (TargetState state : states) {
            Optional<String> refusal = state.refusal();
            if (!request.names().isEmpty() && state.unreadable().isPresent()) {
                throw state.unreadable().get();
            }
            // The rewrite comes last, because it must be computed if nothing has changed since an earlier run.
            if (refusal.isPresent()
                    && (!request.names().isEmpty()
                            || nothing
                                    && state.unreadable().isEmpty()
                                    && state.rewrite().facts().isEmpty())) {
                throw new Problem(
                        state.target().folder(),
                        refusal.get(),
                        "leave it out with --leave-out " + state.target().name()
                                + ", or write an overlay (start from 'faas-trace overlay eject')");
            }
        }
    }
}
