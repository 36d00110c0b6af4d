package faastrace.project;

import faastrace.files.OwnFiles;
import faastrace.files.PlainFile;
import faastrace.overlay.Overlays;
import faastrace.patch.FileChange;
import faastrace.patch.FileSteps;
import faastrace.patch.FolderWriter;
import faastrace.patch.Patch;
import faastrace.patch.PatchApplication;
import faastrace.patch.RecoveryPolicy;
import faastrace.problem.Problem;
import faastrace.project.settings.PatchSettings;
import faastrace.project.stack.Stack;
import faastrace.project.stack.Target;
import faastrace.repository.git.Progress;
import faastrace.rewrite.Rewriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A function repository: its targets, their states, and what can be done with them. */
public final class Project {
    /** Where earlier versions kept the journal of copies. Those versions did not lock the folder. */
    private static final String EARLIER_COPIES_JOURNAL = ".faas-trace-journal";

    private final Path root;
    private final Optional<Stack> stack;
    private final PatchSettings settings;
    private final Lock lock;
    private final MissingTemplates missing;
    private final NoChangeCache settled;
    private final StateReader states;
    private final TargetChoice choice;
    private final Progress progress;

    private Project(Path root, Optional<Stack> stack, PatchSettings settings, Progress progress) {
        this.root = root;
        this.stack = stack;
        this.settings = settings;
        this.lock = Lock.read(root);
        this.choice = new TargetChoice(root, stack, settings, lock);
        this.progress = progress;
        this.missing = new MissingTemplates(root, stack, progress);
        this.settled = new NoChangeCache(root, settings, lock);
        Supplier<Rewriter> rewriter = new Lazy<>(() ->
                new Rewriter(Overlays.builtInAnd(settings.overlays()), settings.byName(), settings.changedByName()));
        this.states = new StateReader(root, rewriter, settings, lock, missing, settled);
    }

    /**
     * Opens a function repository for reading; writes nothing.
     *
     * @param root its folder
     * @param stack its stack, if any
     * @throws Problem if the lock or the overlays are invalid, or an interrupted run must be finished first
     */
    public static Project open(Path root, Optional<Stack> stack, PatchSettings settings, Progress progress) {
        new FolderWriter(root, progress::waiting).refuseUnfinished();
        return new Project(root, stack, settings, progress);
    }

    /** Opens a function repository for writing. First finishes or undoes a run of this user that was killed. */
    public static Project openToWrite(Path root, Optional<Stack> stack, PatchSettings settings, Progress progress) {
        new FolderWriter(root, progress::waiting).recover();
        return new Project(root, stack, settings, progress);
    }

    /** Whether originals of this template are kept. If so, the template contains our patch, or did before. */
    public static boolean isPatched(Path root, String template) {
        return PlainFile.isThere(root, Originals.path(Target.template(template).key()));
    }

    /**
     * Makes this run compute the state of every target again. What earlier runs noted is ignored, because the notes may
     * have come with the repository.
     */
    public void distrustNotes() {
        settled.distrust();
    }

    /** The stack file, if there is one. */
    public Optional<Stack> stack() {
        return stack;
    }

    /**
     * The templates with these names. Without names: the templates that the stack needs (all templates if there is no
     * stack), and the functions that were patched before.
     *
     * @param functions whether to include every function that brings its own Dockerfile
     */
    public List<Target> targets(Collection<String> names, boolean functions) {
        return choice.targets(names, functions);
    }

    /** All targets to report about: all templates, and the functions that are patched. */
    public List<Target> known() {
        return choice.known(states);
    }

    /**
     * The templates among these targets that are missing.
     *
     * @throws Problem if a function's folder is missing, because only the user can restore that folder
     */
    public List<Target> missing(Collection<Target> targets) {
        List<Target> missing =
                targets.stream().filter(target -> !states.isThere(target)).toList();
        missing.stream().filter(Target::isFunction).findFirst().ifPresent(function -> {
            throw new Problem(
                    function.folder(),
                    "the handler of " + function.name() + " is missing",
                    "correct the stack file, or create the folder");
        });
        return missing;
    }

    /** Warnings, for example about what faas-cli would do without telling the user. Usually there are none. */
    public List<String> warnings() {
        return choice.warnings();
    }

    /** Pulls the missing templates into {@code template/}. */
    public void pull(Collection<Target> targets) {
        missing.pull(targets, target -> lock.record(target.key()).map(PatchRecord::origin));
    }

    /**
     * The state of each target, determined without fetching anything. A missing target is reported as missing, and a
     * target that can't be read is refused.
     *
     * @param unreadable receives the reason why a target can't be read
     */
    public List<TargetState> statesHere(Collection<Target> targets, Consumer<Problem> unreadable) {
        return targets.stream()
                .map(target -> states.readHere(target, unreadable))
                .toList();
    }

    /** The functions that bring their own Dockerfile and are not among the targets. */
    public List<String> untraced(Collection<Target> targets) {
        return choice.untraced(targets);
    }

    /** Why there is nothing to patch. */
    public Problem nothingToPatch() {
        return choice.nothingToPatch();
    }

    /**
     * The state of each target. Missing targets are fetched but not written. A target that can't be read is refused.
     */
    public List<TargetState> states(Collection<Target> targets) {
        List<Target> missing = missing(targets);
        return targets.stream()
                .map(target -> missing.contains(target) ? states.fetched(target) : states.readOrRefuse(target))
                .toList();
    }

    /** The changes that bring these targets to their traced form, including the lock and the kept originals. */
    public PatchPlan plan(List<TargetState> targets) {
        return new PatchPlan(targets, lock, settings);
    }

    /**
     * Brings the targets of a plan to their traced form, all of them or none.
     *
     * @return true if the targets were written; false if another run has changed the files since the plan was made, so
     *     that a new plan is needed
     */
    public boolean apply(PatchPlan plan) {
        return apply(plan, FileSteps.NONE);
    }

    /**
     * Refuses targets that can't be patched, whether the patch is to be written, shown or checked.
     *
     * @throws Problem if somebody edited what a patch had written, so that the patch can't be taken out
     */
    public void refuseConflicts(List<TargetState> targets) {
        targets.forEach(state -> refuseConflict(state, "patch"));
    }

    boolean apply(PatchPlan plan, FileSteps heard) {
        refuseConflicts(plan.targets());
        ProjectWriter files = files(heard);
        List<FileChange> changes = new ArrayList<>(files.ignoring());
        Map<String, byte[]> images = plan.images();
        images.forEach((key, bytes) -> changes.addAll(files.replacing(Originals.path(key), bytes)));
        changes.addAll(plan.patch().changes());
        if (plan.lockChanges()) {
            changes.addAll(files.replacing(Lock.FILE, plan.lock().bytes()));
        }
        OwnFiles own = OwnFiles.outside(root);
        return files.write(
                Patch.of(changes),
                () -> {
                    settled.sweep();
                    images.forEach(
                            (key, bytes) -> own.remember(root.resolve(Originals.path(key)), Digest.of(bytes), false));
                },
                () -> settled.remember(plan, images));
    }

    /**
     * The changes that write patched copies into a template repository. The originals stay unchanged.
     *
     * @param output the folder of the template repository; a relative path is relative to the function repository
     */
    public Patch copies(PatchPlan plan, Path output, String suffix) {
        refuseConflicts(plan.targets());
        return new GeneratedCopy(root, root.resolve(output), suffix).of(plan.targets());
    }

    /**
     * Writes patched copies into a template repository, all of them or none. The copies are computed while no other run
     * can write to that repository.
     *
     * @return the changes that were written
     */
    public Patch writeCopies(PatchPlan plan, Path output, String suffix) {
        Path folder = root.resolve(output);
        refuseConflicts(plan.targets());
        new GeneratedCopy(root, folder, suffix).refuseWhatStands(plan.targets());
        FolderWriter writer = new FolderWriter(folder, progress::waiting);
        return writer.alone(() -> {
            PatchApplication.recover(folder, folder.resolve(EARLIER_COPIES_JOURNAL), OwnFiles.outside(folder));
            Patch changes = Patch.of(writer.ignoring()).then(copies(plan, output, suffix));
            if (!changes.isEmpty()) {
                writer.apply(changes, RecoveryPolicy.FINISH);
            }
            return changes;
        });
    }

    /** The states of the patched targets with these names, or of all patched targets. */
    public List<TargetState> patched(Collection<String> names) {
        return choice.namedOrKnown(names, states).stream()
                .filter(states::isThere)
                .filter(choice::wasPatched) // the others may be unreadable
                .map(states::readPatched)
                .flatMap(Optional::stream)
                .toList();
    }

    /** The changes that take the patches out of these targets, relative to the function repository. */
    public Patch undoing(List<TargetState> targets) {
        targets.forEach(state -> refuseConflict(state, "revert"));
        return Patch.of(targets.stream()
                .flatMap(state -> state.undoing().under(state.target().folder()).changes().stream())
                .toList());
    }

    /**
     * Takes the patches out of these targets, all of them or none.
     *
     * @return true if the patches were taken out; false if another run has changed the files since the targets were
     *     read, so that they must be read again
     */
    public boolean revert(List<TargetState> targets) {
        return revert(targets, FileSteps.NONE);
    }

    boolean revert(List<TargetState> targets, FileSteps heard) {
        ProjectWriter files = files(heard);
        List<FileChange> changes = new ArrayList<>(undoing(targets).changes());
        Map<String, @Nullable PatchRecord> gone = new TreeMap<>();
        targets.forEach(state -> gone.put(state.target().key(), null));
        changes.addAll(files.replacing(Lock.FILE, lock.with(gone).bytes()));
        // The originals are deleted last. Until then, an interrupted revert can be finished, or recognised.
        List<String> images = targets.stream()
                .map(state -> Originals.path(state.target().key()))
                .toList();
        images.forEach(path -> changes.addAll(files.replacing(path, null)));
        return files.write(Patch.of(changes), settled::sweep, () -> {
            settled.forget();
            images.forEach(path -> OwnFiles.outside(root).forget(root.resolve(path)));
        });
    }

    private static void refuseConflict(TargetState state, String command) {
        state.obstacle(command).ifPresent(problem -> {
            throw problem;
        });
    }

    private ProjectWriter files(FileSteps heard) {
        return new ProjectWriter(root, progress, heard);
    }
}
