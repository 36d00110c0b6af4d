package faastrace.patch;

import faastrace.files.OwnFiles;
import faastrace.files.PlainFile;
import faastrace.files.WorkLock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Writes to a folder that other runs may write to at the same time. A lock lets only one run write at a time, and a
 * journal makes sure that each patch is applied completely or not at all. Both are in a hidden folder.
 */
public final class FolderWriter {
    private static final String JOURNAL = WorkLock.FOLDER + "/journal";
    private static final String IGNORE = WorkLock.FOLDER + "/.gitignore";

    private final Path root;
    private final FileSteps heard;
    private final Consumer<String> talk;

    /**
     * @param root the folder; created if it is missing
     * @param talk receives messages for the user about waiting for another run and about cleaning up after an earlier
     *     run
     */
    public FolderWriter(Path root, Consumer<String> talk) {
        this(root, talk, FileSteps.NONE);
    }

    /**
     * Creates a writer for tests.
     *
     * @param heard is notified of every step on the disk
     */
    public FolderWriter(Path root, Consumer<String> talk, FileSteps heard) {
        this.root = root;
        this.talk = talk;
        this.heard = heard;
    }

    /**
     * Waits until no other run is writing. Commands that write nothing use this method.
     *
     * @throws faastrace.problem.Problem if a run was interrupted, so that the files may be inconsistent
     */
    public void refuseUnfinished() {
        Path journal = root.resolve(JOURNAL);
        WorkLock.awaitFree(root, talk);
        if (PlainFile.isThere(root, JOURNAL)) {
            WorkLock.awaitFree(root, talk); // the journal may belong to a run that has started in the meantime
        }
        if (PlainFile.isThere(root, JOURNAL)) {
            throw OwnFiles.outside(root).remembers(journal)
                    ? PatchApplication.unfinished(
                            journal, "run 'faas-trace patch' or 'faas-trace revert', which clean up first")
                    : Journal.foreign(journal);
        }
    }

    /**
     * Cleans up after a run of this user that was killed. Usually there is nothing to do, and only two paths are looked
     * up.
     *
     * @throws faastrace.problem.Problem if the journal was not left by a run of this user, or if the files have been
     *     changed since then; in both cases, nothing is written
     */
    public void recover() {
        if (PlainFile.isThere(root, JOURNAL) || PatchApplication.exists(Journal.part(root.resolve(JOURNAL)))) {
            alone(() -> null);
        }
    }

    /** Cleans up after a run that was killed, then runs the work while no other run writes to the folder. */
    public <T> T alone(Supplier<T> work) {
        // This is checked before anything is written, even the lock file.
        if (PlainFile.isThere(root, JOURNAL) && !OwnFiles.outside(root).remembers(root.resolve(JOURNAL))) {
            refuseUnfinished();
        }
        return WorkLock.holding(root, talk, () -> {
            if (Recovery.of(root, root.resolve(JOURNAL), OwnFiles.outside(root), heard)
                    .found()) {
                talk.accept("Cleaned up after an interrupted run.");
            }
            return work.get();
        });
    }

    /**
     * The change that makes git ignore the hidden folder. This change must be written first. If it was made before, the
     * list is empty.
     */
    public List<FileChange> ignoring() {
        return PlainFile.isThere(root, IGNORE) ? List.of() : List.of(new FileChange(IGNORE, null, Content.of("*\n")));
    }

    /**
     * Returns the changes that give the files these contents, in this order. Files that already have their content are
     * left out. A symbolic link in place of a file is replaced.
     *
     * @param contents the contents by path, relative to the folder
     * @throws faastrace.problem.Problem if something else is in place of a file or of a folder in its path
     */
    public Patch making(Map<String, Content> contents) {
        FolderTree tree = new FolderTree(root);
        List<FileChange> changes = new ArrayList<>();
        contents.forEach((path, after) -> {
            Content before = tree.read(path);
            if (!after.equals(before)) {
                changes.add(new FileChange(path, before, after));
            }
        });
        return Patch.of(changes);
    }

    /**
     * Applies a patch as {@link PatchApplication} does. To be called only from work that {@link #alone} runs.
     *
     * @param ifStopped what the next run does if this run is killed
     */
    public void apply(Patch patch, RecoveryPolicy ifStopped) {
        PatchApplication.apply(patch, root, root.resolve(JOURNAL), OwnFiles.outside(root), ifStopped, heard);
    }
}
