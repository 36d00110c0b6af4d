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
 * Writes to a folder that other runs may be writing to: one run at a time, each change whole or not at all. All that it
 * needs for this, the lock and the journal, stands in a hidden folder of its own.
 */
public final class FolderWriter {
    private static final String JOURNAL = WorkLock.FOLDER + "/journal";
    private static final String IGNORE = WorkLock.FOLDER + "/.gitignore";

    private final Path root;
    private final FileSteps heard;
    private final Consumer<String> talk;

    /**
     * @param root the folder; made if it is missing
     * @param talk hears in words for the user what is waited for, and what an earlier run had left
     */
    public FolderWriter(Path root, Consumer<String> talk) {
        this(root, talk, FileSteps.NONE);
    }

    /**
     * The same for tests.
     *
     * @param heard hears of every step on the disk
     */
    public FolderWriter(Path root, Consumer<String> talk, FileSteps heard) {
        this.root = root;
        this.talk = talk;
        this.heard = heard;
    }

    /**
     * For commands that write nothing: waits until nobody writes.
     *
     * @throws faastrace.problem.Problem where a run was interrupted, and so the files are not to be trusted
     */
    public void refuseUnfinished() {
        Path journal = root.resolve(JOURNAL);
        WorkLock.awaitFree(root, talk);
        if (PlainFile.isThere(root, JOURNAL)) {
            WorkLock.awaitFree(root, talk); // for a run that began since
        }
        if (PlainFile.isThere(root, JOURNAL)) {
            throw OwnFiles.outside(root).remembers(journal)
                    ? PatchApplication.unfinished(
                            journal, "run 'faas-trace patch' or 'faas-trace revert', which clear it up first")
                    : Journal.foreign(journal);
        }
    }

    /**
     * Clears up after a run of this user that was killed; nothing to do is the common case, and costs two looks.
     *
     * @throws faastrace.problem.Problem with nothing written, where no run of this user left it, or where somebody has
     *     changed the files since
     */
    public void recover() {
        if (PlainFile.isThere(root, JOURNAL) || PatchApplication.exists(Journal.part(root.resolve(JOURNAL)))) {
            alone(() -> null);
        }
    }

    /** Does the work while no other run writes there, after clearing up what a killed one left. */
    public <T> T alone(Supplier<T> work) {
        // Looked at before anything is written, the lock's file included.
        if (PlainFile.isThere(root, JOURNAL) && !OwnFiles.outside(root).remembers(root.resolve(JOURNAL))) {
            refuseUnfinished();
        }
        return WorkLock.holding(root, talk, () -> {
            if (Recovery.of(root, root.resolve(JOURNAL), OwnFiles.outside(root), heard)
                    .found()) {
                talk.accept("Cleared up what an interrupted run had begun.");
            }
            return work.get();
        });
    }

    /** What makes git ignore the hidden folder; comes first in what is written, and is nothing where it is done. */
    public List<FileChange> ignoring() {
        return PlainFile.isThere(root, IGNORE) ? List.of() : List.of(new FileChange(IGNORE, null, Content.of("*\n")));
    }

    /**
     * The changes that make these files hold these contents, in this order; files that do already are left out, and a
     * symbolic link in a file's place is replaced.
     *
     * @param contents by path, relative to the folder
     * @throws faastrace.problem.Problem where something else stands in a file's place or on the way to it
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
     * Applies a patch, as {@link PatchApplication} does; to be called while working {@link #alone}.
     *
     * @param ifStopped what the next run does if this one is killed
     */
    public void apply(Patch patch, RecoveryPolicy ifStopped) {
        PatchApplication.apply(patch, root, root.resolve(JOURNAL), OwnFiles.outside(root), ifStopped, heard);
    }
}
