package faastrace.patch;

import faastrace.files.FolderNames;
import faastrace.files.OwnFiles;
import faastrace.files.ParentFolder;
import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * Applies a patch to a folder, completely or not at all. It first writes a journal. If the run is stopped half way,
 * {@link #recover} finishes or undoes it. If several runs may write to the folder, use {@link FolderWriter}, which
 * makes them wait for each other.
 *
 * <p>All this works even if the process is killed. With {@link RecoveryPolicy#FINISH}, it also works after a power
 * failure: the journal is synced to disk before the first file is renamed, each file is synced before it is renamed,
 * and all folders are synced before the journal is deleted.
 *
 * <p>A journal is trusted only if {@link OwnFiles} remembers that a run of this user left it.
 *
 * <p>A folder is deleted with its last file. A file gets the permissions of the file that it replaces, but its execute
 * bits depend on the content. Its owner is the user who runs this program.
 */
public final class PatchApplication {
    private final FolderTree tree;
    private final Patch patch;
    private final Path journalFile;
    private final OwnFiles own;
    private final RecoveryPolicy ifStopped;
    private final FileSteps heard;
    private final Journal journal;

    private PatchApplication(
            Patch patch, Path root, Path journalFile, OwnFiles own, RecoveryPolicy ifStopped, FileSteps heard) {
        this.tree = new FolderTree(root, heard);
        this.patch = patch;
        this.journalFile = journalFile;
        this.own = own;
        this.ifStopped = ifStopped;
        this.heard = heard;
        this.journal = Journal.of(patch, ifStopped, UUID.randomUUID().toString().substring(0, 13));
    }

    /**
     * Writes the changes in order. If a file doesn't have the content that the patch expects, has a symbolic link in
     * its path, or can't be written, throws a {@link Problem} and leaves every file as it was.
     *
     * @param root the folder that the paths are relative to; created if it is missing
     * @param journal a file that exists only during the run, on a writable file system
     */
    public static void apply(Patch patch, Path root, Path journal) {
        apply(patch, root, journal, OwnFiles.outside(root));
    }

    /**
     * Applies a patch as {@link #apply(Patch, Path, Path)} does, but with the given notes on our own files.
     *
     * @param own the notes on our own files, to which the journal is added
     */
    public static void apply(Patch patch, Path root, Path journal, OwnFiles own) {
        apply(patch, root, journal, own, RecoveryPolicy.FINISH, FileSteps.NONE);
    }

    static void apply(Patch patch, Path root, Path journal, OwnFiles own, RecoveryPolicy ifStopped, FileSteps heard) {
        if (!patch.isEmpty()) {
            new PatchApplication(patch, root, journal, own, ifStopped, heard).run();
        }
    }

    /**
     * If a run was stopped, finishes or undoes its changes. If a file has neither the old nor the new content, or if
     * the journal was not left by this user, throws a {@link Problem} without writing anything.
     *
     * @param own the notes that tell which journals are ours
     */
    public static Recovery recover(Path root, Path journal, OwnFiles own) {
        return Recovery.of(root, journal, own, FileSteps.NONE);
    }

    static boolean exists(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    private void run() {
        if (exists(journalFile)) {
            throw unfinished(journalFile, "run the command again");
        }
        for (FileChange change : patch.changes()) {
            if (!tree.holds(change.path(), change.before(), change.mayBeLink())) {
                throw changed(change);
            }
        }
        try {
            journal.write(journalFile, own, ifStopped, heard);
        } catch (IOException e) {
            dropPart();
            throw Problem.of(journalFile, e);
        }
        writeAll();
        dropJournal(journalFile, own, heard);
    }

    static Problem unfinished(Path journal, String cure) {
        return new Problem(journal.toString(), "an earlier run was interrupted and is not finished yet", cure);
    }

    private Problem changed(FileChange change) {
        String file = tree.resolve(change.path()).toString();
        if (change.before() == null) {
            return new Problem(file, "was created while this run was under way", "run the command again");
        }
        return new Problem(file, "was changed while this run was under way", "run the command again");
    }

    private void writeAll() {
        List<FileChange> changes = patch.changes();
        int at = 0;
        int last = -1; // the change that may be half done
        try {
            for (; ifStopped == RecoveryPolicy.TAKE_BACK && at < changes.size(); at++) {
                stage(at);
            }
            for (at = 0; at < changes.size(); at++) {
                last = at;
                FileChange change = changes.get(at);
                if (ifStopped == RecoveryPolicy.FINISH) {
                    stage(at);
                }
                tree.swap(change.path(), change.after(), journal.temporary(at), change.mayBeLink());
                heard.written(change.path());
            }
            at = last;
            force();
        } catch (IOException e) {
            undo(last, e);
            throw Problem.of(tree.resolve(changes.get(at).path()), e);
        } catch (RuntimeException e) {
            undo(last, e);
            throw e;
        }
    }

    private void stage(int index) throws IOException {
        FileChange change = patch.changes().get(index);
        tree.stage(change.path(), change.after(), journal.temporary(index), change.mayBeLink(), isDurable());
    }

    private boolean isDurable() {
        return ifStopped == RecoveryPolicy.FINISH;
    }

    private void force() throws IOException {
        if (isDurable()) {
            tree.force();
        }
    }

    /** Restores the files up to the change at the given index, which may be half done, and deletes temporary files. */
    private void undo(int last, Exception cause) {
        Exception failure = null;
        for (int i = patch.changes().size() - 1; i >= 0; i--) {
            try {
                restore(i, i <= last);
            } catch (Problem inTheWay) {
                // At this path, the failed write may have found something that isn't ours, so the path is left alone.
                failure = i >= last ? failure : inTheWay;
            } catch (IOException e) {
                failure = e;
            }
        }
        try {
            tree.removeMadeFolders();
            force();
        } catch (IOException e) {
            failure = e;
        }
        if (failure != null) {
            failure.addSuppressed(cause);
            throw stuck(Math.max(last, 0), failure);
        }
        dropJournal(journalFile, own, heard);
    }

    private void restore(int index, boolean wasBegun) throws IOException {
        FileChange change = patch.changes().get(index);
        String temporary = journal.temporary(index);
        tree.sweep(change.path(), temporary, false);
        if (wasBegun && !tree.holds(change.path(), change.before(), change.mayBeLink())) {
            tree.stage(change.path(), change.before(), temporary, change.mayBeLink(), isDurable());
            tree.swap(change.path(), change.before(), temporary, change.mayBeLink());
        }
    }

    private Problem stuck(int index, Exception cause) {
        return new Problem(
                tree.resolve(patch.changes().get(index).path()).toString(),
                "could not be written, and some of the earlier changes could not be undone",
                "make the folder writable and run the command again; that run continues from " + journalFile,
                cause);
    }

    static void dropJournal(Path journalFile, OwnFiles own, FileSteps heard) {
        try {
            heard.before("delete " + journalFile);
            Files.deleteIfExists(journalFile);
            FolderNames.force(ParentFolder.of(journalFile.toAbsolutePath()));
        } catch (IOException e) {
            throw Problem.of(journalFile, e);
        }
        own.forget(journalFile);
    }

    private void dropPart() {
        try {
            Files.deleteIfExists(Journal.part(journalFile));
        } catch (IOException alreadyFailing) {
            // The user must see why writing failed. This second error is not shown.
        }
    }
}
