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

/** A function repository: the targets in it, their states, and what can be done with them. */
public final class Project {
    /** Where the journal of copies stood before they had a lock. */
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
        Supplier<Rewriter> rewriter =
                new Lazy<>(() -> new Rewriter(overlays(settings), settings.byName(), settings.changedByName()));
        this.states = new StateReader(root, rewriter, settings, lock, missing, settled);
    }

    /**
     * Opens a function repository to look at it; writes nothing.
     *
     * @param root its folder
     * @param stack its stack, if it has one
     * @throws Problem where the lock or the overlays are at fault, or an interrupted run is to be finished first
     */
    public static Project open(Path root, Optional<Stack> stack, PatchSettings settings, Progress progress) {
        new FolderWriter(root, progress::waiting).refuseUnfinished();
        return new Project(root, stack, settings, progress);
    }

    /** The same to change it: what a killed run of this user left half-done is finished first. */
    public static Project openToWrite(Path root, Optional<Stack> stack, PatchSettings settings, Progress progress) {
        new FolderWriter(root, progress::waiting).recover();
        return new Project(root, stack, settings, progress);
    }

    private static Overlays overlays(PatchSettings settings) {
        Overlays builtIn = Overlays.builtIn();
        return settings.overlays().map(builtIn::with).orElse(builtIn);
    }

    /** Whether images of a template of that name are kept, and so a patch of ours is, or was, in it. */
    public static boolean isPatched(Path root, String template) {
        return PlainFile.isThere(root, Originals.path(Target.template(template).key()));
    }

    /** Works every target out anew, whatever an earlier run has noted: that, too, may come with the repository. */
    void distrustNotes() {
        settled.distrust();
    }

    /** The stack file, if there is one. */
    public Optional<Stack> stack() {
        return stack;
    }

    /**
     * The templates of these names; without names, those the stack needs, or all there are, and the functions that were
     * patched before.
     *
     * @param functions whether to take in every function that brings its own Dockerfile
     */
    public List<Target> targets(Collection<String> names, boolean functions) {
        return choice.targets(names, functions);
    }

    /** Everything there is to say something about: all templates, and the functions that are patched. */
    public List<Target> known() {
        return choice.known(states);
    }

    /**
     * The templates among these that are not there.
     *
     * @throws Problem where a function's folder is not there: nobody has it but the user
     */
    public List<Target> missing(Collection<Target> targets) {
        List<Target> missing =
                targets.stream().filter(target -> !states.isThere(target)).toList();
        missing.stream().filter(Target::isFunction).findFirst().ifPresent(function -> {
            throw new Problem(
                    function.folder(),
                    "the handler of " + function.name() + " is not there",
                    "correct the stack file, or create the folder");
        });
        return missing;
    }

    /** What faas-cli would do behind our back, with what to do about it; empty in most repositories. */
    List<String> warnings() {
        return choice.warnings();
    }

    /** Pulls templates that are missing into {@code template/}. */
    void pull(Collection<Target> targets) {
        missing.pull(targets, target -> lock.record(target.key()).map(PatchRecord::origin));
    }

    /**
     * The state of each target, as far as it can be told here: what is missing is not fetched, and what can't be read is
     * refused.
     *
     * @param unreadable hears why a target can't be read
     */
    public List<TargetState> statesHere(Collection<Target> targets, Consumer<Problem> unreadable) {
        return targets.stream()
                .map(target -> states.readHere(target, unreadable))
                .toList();
    }

    /** The functions that bring their own Dockerfile and are not among the targets. */
    List<String> untraced(Collection<Target> targets) {
        return choice.untraced(targets);
    }

    /** Why there is nothing to patch. */
    public Problem nothingToPatch() {
        return choice.nothingToPatch();
    }

    /** The state of each target; those that are not there are fetched without being written. */
    public List<TargetState> states(Collection<Target> targets) {
        List<Target> missing = missing(targets);
        return targets.stream()
                .map(target -> missing.contains(target) ? states.fetched(target) : states.read(target))
                .toList();
    }

    /** What bringing these targets to their traced form would change, the lock and the kept images included. */
    public PatchPlan plan(List<TargetState> targets) {
        return new PatchPlan(targets, lock, settings);
    }

    /**
     * Brings the targets of a plan to their traced form, all of them or none.
     *
     * @return whether it did; else another run changed their files since the plan was made, so a new plan is needed
     */
    public boolean apply(PatchPlan plan) {
        return apply(plan, FileSteps.NONE);
    }

    /**
     * What bars a patch, whether it is to be written, shown or checked.
     *
     * @throws Problem where somebody edited what a patch had written, so that it can't be taken out
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
     * What writing patched copies as a template repository changes in its folder; the originals stay.
     *
     * @param output its folder; a relative one is below the function repository
     */
    Patch copies(PatchPlan plan, Path output, String suffix) {
        refuseConflicts(plan.targets());
        return new GeneratedCopy(root, root.resolve(output), suffix).of(plan.targets());
    }

    /**
     * Writes those copies, all of them or none; they are worked out while no other run writes there.
     *
     * @return what changed in that folder
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

    /** The states of the targets that are patched: of these names, or all. */
    public List<TargetState> patched(Collection<String> names) {
        return choice.namedOrKnown(names, states).stream()
                .filter(states::isThere)
                .filter(choice::wasPatched) // others need not even be readable
                .map(states::readPatched)
                .flatMap(Optional::stream)
                .toList();
    }

    /** What taking the patches out of these targets changes, relative to the function repository. */
    public Patch undoing(List<TargetState> targets) {
        targets.forEach(state -> refuseConflict(state, "revert"));
        return Patch.of(targets.stream()
                .flatMap(state -> state.undoing().under(state.target().folder()).changes().stream())
                .toList());
    }

    /**
     * Takes the patches out of these targets, all of them or none.
     *
     * @return whether it did; else another run changed their files since they were read, so read them again
     */
    public boolean revert(List<TargetState> targets) {
        return revert(targets, FileSteps.NONE);
    }

    boolean revert(List<TargetState> targets, FileSteps heard) {
        ProjectWriter files = files(heard);
        List<FileChange> changes = new ArrayList<>(undoing(targets).changes());
        Map<String, PatchRecord> gone = new TreeMap<>();
        targets.forEach(state -> gone.put(state.target().key(), null));
        changes.addAll(files.replacing(Lock.FILE, lock.with(gone).bytes()));
        // The images go last: until then, a revert that was stopped can be finished or told from a patch.
        List<String> images = targets.stream()
                .map(state -> Originals.path(state.target().key()))
                .toList();
        images.forEach(path -> changes.addAll(files.replacing(path, null)));
        return files.write(Patch.of(changes), settled::sweep, () -> {
            settled.forget();
            images.forEach(path -> OwnFiles.outside(root).forget(root.resolve(path)));
        });
    }

    private void refuseConflict(TargetState state, String command) {
        state.conflict().ifPresent(path -> {
            throw new Problem(
                    state.target().folder() + "/" + path,
                    "the patched block was edited, so that " + command + " can't tell yours from ours",
                    "undo your change there, or pull the template anew with --overwrite");
        });
    }

    private ProjectWriter files(FileSteps heard) {
        return new ProjectWriter(root, progress, heard);
    }
}
