package faastrace.project;

import faastrace.files.PlainFile;
import faastrace.problem.ChangedMeanwhile;
import faastrace.problem.Problem;
import faastrace.project.settings.PatchSettings;
import faastrace.project.stack.Target;
import faastrace.rewrite.Rewrite;
import faastrace.rewrite.Rewriter;
import faastrace.template.Template;
import faastrace.template.TemplateOnDisk;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Determines the state of a target and its traced form. */
final class StateReader {
    private static final String CAME_TRACED =
            "it was already traced when it was pulled, so your settings do not apply to it; to patch and revert it"
                    + " here, pull the original template";

    private final Path root;
    private final Supplier<Rewriter> rewriter;
    private final PatchSettings settings;
    private final Lock lock;
    private final MissingTemplates missing;
    private final NoChangeCache settled;

    StateReader(
            Path root,
            Supplier<Rewriter> rewriter,
            PatchSettings settings,
            Lock lock,
            MissingTemplates missing,
            NoChangeCache settled) {
        this.root = root;
        this.rewriter = rewriter;
        this.settings = settings;
        this.lock = lock;
        this.missing = missing;
        this.settled = settled;
    }

    /** Whether the target's folder exists. */
    boolean isThere(Target target) {
        return Files.isDirectory(root.resolve(target.folder()));
    }

    /** The state of a target whose folder exists. */
    TargetState read(Target target) {
        Template current = current(target);
        Supplier<ReadState> read = new Lazy<>(() -> read(target, current));
        return settled.find(target, current)
                .<TargetState>map(outcome -> new NoChangeState(target, current, outcome, read))
                .orElseGet(read);
    }

    /**
     * The same as {@link #read}. If the target can't be read, it is refused, so that the others can be patched.
     *
     * @throws Problem if the problem is not in the target's own files
     */
    TargetState readOrRefuse(Target target) {
        try {
            return read(target);
        } catch (ChangedMeanwhile otherRun) {
            throw otherRun;
        } catch (Problem problem) {
            if (!isIn(target, problem)) {
                throw problem;
            }
            String leave = target.isFunction() ? "" : "; or leave the template out with --leave-out " + target.name();
            return new UnreadState(
                    target, new Problem(problem.where(), problem.what(), problem.cure() + leave, problem.getCause()));
        }
    }

    private static boolean isIn(Target target, Problem problem) {
        return problem.where().equals(target.folder()) || problem.where().contains(target.folder() + "/");
    }

    /** The files of a target. Another run may replace the target's folder while this run reads it. */
    private Template current(Target target) {
        // This also refuses a link, which may lead out of the repository.
        boolean there = PlainFile.isFolder(root, target.folder());
        try {
            return TemplateOnDisk.read(root.resolve(target.folder()), target.name());
        } catch (Problem problem) {
            if (there && problem.getCause() instanceof NoSuchFileException) {
                throw new ChangedMeanwhile(target.folder());
            }
            throw problem instanceof ChangedMeanwhile ? problem : inRepository(problem);
        }
    }

    /** The same problem, with a path that starts in the function repository. */
    private Problem inRepository(Problem problem) {
        String prefix = root + "/";
        return problem.where().startsWith(prefix)
                ? new Problem(
                        problem.where().substring(prefix.length()), problem.what(), problem.cure(), problem.getCause())
                : problem;
    }

    private ReadState read(Target target, Template current) {
        Optional<Originals> kept =
                Originals.read(root, target, lock.record(target.key())).or(() -> withoutKept(target, current));
        if (kept.isEmpty()) {
            return unpatched(target, current, rewrite(target, current));
        }
        return patched(target, current, kept.get());
    }

    /**
     * The state of a target, determined without the network. If the target can't be read, it is refused, and the reason
     * is reported.
     *
     * @param unreadable receives the reason why a target can't be read
     * @throws ChangedMeanwhile if another run deleted files; then reading the target again is better than refusing it
     */
    TargetState readHere(Target target, Consumer<Problem> unreadable) {
        if (!isThere(target)) {
            return missing(target, Rewrite.none(Template.of(target.name(), List.of())));
        }
        try {
            return read(target);
        } catch (ChangedMeanwhile otherRun) {
            throw otherRun;
        } catch (Problem problem) {
            if (problem.getCause() instanceof NoSuchFileException) { // the target was there a moment ago
                throw new ChangedMeanwhile(target.folder());
            }
            unreadable.accept(problem);
            return new UnreadState(target, problem);
        }
    }

    /**
     * The state of a patched target, for taking its patch out; empty if the target is not patched. Needs neither
     * overlays nor settings, so a patch can be taken out even if those are broken.
     */
    Optional<TargetState> readPatched(Target target) {
        Template current = current(target);
        Optional<Originals> kept =
                Originals.read(root, target, lock.record(target.key())).or(() -> withoutKept(target, current));
        return kept.map(images -> {
            Original original = Original.of(current, images);
            Rewrite none = Rewrite.none(original.template());
            return new ReadState(
                    target, State.PATCHED, current, none, kept, original.conflict(), original.lost(), List.of());
        });
    }

    private static ReadState unpatched(Target target, Template current, Rewrite rewrite) {
        boolean refused = rewrite.refusal().isPresent();
        boolean cameTraced = !refused && rewrite.patch().isEmpty();
        State state = refused ? State.REFUSED : cameTraced ? State.PATCHED : State.UNTOUCHED;
        List<String> notes = new ArrayList<>();
        if (cameTraced) {
            notes.add(CAME_TRACED);
        }
        return new ReadState(target, state, current, rewrite, Optional.empty(), Optional.empty(), List.of(), notes);
    }

    /** The state of a missing target, fetched from the commit in the lock or from the stack's source. */
    TargetState fetched(Target target) {
        FetchedTemplate supplied =
                missing.fetch(target.name(), lock.record(target.key()).map(PatchRecord::origin));
        Template template = supplied.origin().describe(supplied.template());
        return missing(target, rewrite(target, template));
    }

    private static ReadState missing(Target target, Rewrite rewrite) {
        return new ReadState(
                target,
                State.MISSING,
                rewrite.original(),
                rewrite,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of());
    }

    private Rewrite rewrite(Target target, Template original) {
        try {
            return rewriter.get().rewrite(target.folder(), original);
        } catch (Problem problem) {
            // A file knows only its path in the template.
            throw original.file(problem.where()).isPresent()
                    ? new Problem(target.folder() + "/" + problem.where(), problem.what(), problem.cure())
                    : problem;
        }
    }

    private ReadState patched(Target target, Template current, Originals kept) {
        Original original = Original.of(current, kept);
        Rewrite rewrite = original.conflict()
                .map(path -> Rewrite.refused(
                        original.template(), Optional.empty(), "the patched block in " + path + " was edited"))
                .orElseGet(() -> rewrite(target, original.template()));
        List<String> notes = new ArrayList<>();
        if (!original.edited().isEmpty()) {
            notes.add("edited since the patch: " + String.join(", ", original.edited()));
        }
        if (!original.lost().isEmpty()) {
            notes.add("patch added " + String.join(", ", original.lost())
                    + ": patch overwrites your edits in added files, and revert deletes these files");
        }
        State state = state(original, current, rewrite, notes);
        if (state == State.OUTDATED) {
            notes.addAll(kept.record().differences(rewrite, settings));
        }
        return new ReadState(
                target, state, current, rewrite, Optional.of(kept), original.conflict(), original.lost(), notes);
    }

    private static State state(Original original, Template current, Rewrite rewrite, List<String> notes) {
        if (!original.edited().isEmpty()) {
            return State.EDITED;
        }
        if (!original.reverted().isEmpty()) {
            notes.add("the patch is no longer in " + String.join(", ", original.reverted()));
            return original.moved() ? State.UPSTREAM_MOVED : State.OVERWRITTEN;
        }
        if (rewrite.refusal().isPresent()) {
            return State.REFUSED;
        }
        return Rewrite.between(current, rewrite.traced()).isEmpty() ? State.PATCHED : State.OUTDATED;
    }

    /**
     * The originals of a target that was patched in another checkout. This checkout has the lock but not the originals.
     * If no changed file is as the patch left it, and only files that the patch added are left, the target itself has
     * all that is needed. Otherwise the originals are fetched from the commit in the lock.
     */
    private Optional<Originals> withoutKept(Target target, Template current) {
        Optional<PatchRecord> locked = lock.record(target.key());
        if (locked.isEmpty()) {
            return Optional.empty();
        }
        PatchRecord record = locked.get();
        if (!record.changedIn(current).isEmpty()) {
            return target.isFunction() ? Optional.empty() : Optional.of(fromUpstream(target, current, record));
        }
        return record.addedIn(current).isEmpty()
                ? Optional.empty()
                : Optional.of(Originals.between(record, current, current));
    }

    private Originals fromUpstream(Target target, Template current, PatchRecord record) {
        if (!missing.hasSource(target.name(), record.origin())) {
            throw noOriginals(target, Lock.FILE + " has no repository to pull them from");
        }
        Template original =
                missing.fetch(target.name(), Optional.of(record.origin())).template();
        Originals originals = Originals.between(record, original, current);
        if (!originals.covers(current)) {
            throw noOriginals(target, "the files in its repository are not the ones that were patched");
        }
        return originals;
    }

    private static Problem noOriginals(Target target, String reason) {
        return new Problem(
                target.folder(),
                "it is patched, but its original files are not in " + Originals.path(target.key()) + ", and " + reason,
                "put the original files of the template back into its folder, for example from version control; then"
                        + " run 'faas-trace patch'");
    }
}
