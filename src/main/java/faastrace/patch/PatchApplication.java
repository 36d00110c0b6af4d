package faastrace.patch;

import faastrace.files.FolderNames;
import faastrace.files.OwnFiles;
import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * Applies a patch to a folder, all of it or nothing. A journal is written first; what a run that is stopped half way
 * has begun is finished or taken back by {@link #recover}. Where two runs may meet, {@link FolderWriter} lets one in at
 * a time.
 *
 * <p>The process may be killed at any point. For a run that is to be finished, the machine may fail too: the journal is on
 * the disk before the first file is renamed, each file before it gets its name, and all names before the journal goes.
 * {@link RecoveryPolicy} says how a run that is to be taken back differs.
 *
 * <p>A journal is believed only where {@link OwnFiles} remembers that a run of this user left it.
 *
 * <p>A folder goes with its last file. A file takes the rights of the one it replaces, except that its run bits follow
 * the content; its owner becomes whoever runs this.
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
     * Writes the changes in their order. Throws a {@link Problem}, with every file as it was, where a file isn't what
     * the patch starts from, lies behind a symbolic link, or can't be written.
     *
     * @param root the folder the paths are relative to; made if it is missing
     * @param journal a file that exists only while this runs, on a file system that can be written
     */
    public static void apply(Patch patch, Path root, Path journal) {
        apply(patch, root, journal, OwnFiles.outside(root));
    }

    /**
     * The same.
     *
     * @param own where it is noted that the journal is ours
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
     * Clears up after a stopped run, if there was one: every file that it still had to write, or to take back, gets that
     * content. Throws a {@link Problem}, having written nothing, where a file is neither as before nor as after, or
     * where the journal is not this user's.
     *
     * @param own where it is noted which journals are ours
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
        return new Problem(journal.toString(), "an earlier run was interrupted, and is not finished yet", cure);
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

    /** Brings back what stood there before, from the change at that index, which may be half done, to the first. */
    private void undo(int last, Exception cause) {
        Exception failure = null;
        for (int i = patch.changes().size() - 1; i >= 0; i--) {
            try {
                restore(i, i <= last);
            } catch (Problem inTheWay) {
                // Where the failed write met something that isn't ours, that something stays.
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
                "could not be written, and what was written before it could not all be taken back",
                "make the folder writable and run the command again; it goes on from " + journalFile,
                cause);
    }

    static void dropJournal(Path journalFile, OwnFiles own, FileSteps heard) {
        try {
            heard.before("delete " + journalFile);
            Files.deleteIfExists(journalFile);
            FolderNames.force(journalFile.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw Problem.of(journalFile, e);
        }
        own.forget(journalFile);
    }

    private void dropPart() {
        try {
            Files.deleteIfExists(Journal.part(journalFile));
        } catch (IOException alreadyFailing) {
            // What made the writing fail is what the user must hear.
        }
    }
}
