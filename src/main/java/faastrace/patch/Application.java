package faastrace.patch;

import faastrace.files.FolderNames;
import faastrace.files.OwnFiles;
import faastrace.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Applies a patch to a folder, all of it or nothing. A journal is written first; a run that is stopped half way is
 * finished by {@link #recover}. Callers hold a {@link WorkLock} so that no two runs meet.
 *
 * <p>The process may be killed at any point, and so may the machine: the journal is on the disk before the first file is
 * renamed, each file before it gets its name, and all names before the journal goes.
 *
 * <p>A journal is believed only where {@link OwnFiles} remembers that a run of this user left it.
 *
 * <p>A folder goes with its last file. A file takes the rights of the one it replaces, except that its run bits follow
 * the content; its owner becomes whoever runs this.
 */
public final class Application {
    private final Tree tree;
    private final Path journalFile;
    private final Journal journal;
    private final OwnFiles own;
    private final Consumer<String> afterEachWrite;

    private Application(Path root, Path journalFile, Journal journal, OwnFiles own, Consumer<String> afterEachWrite) {
        this.tree = new Tree(root);
        this.journalFile = journalFile;
        this.journal = journal;
        this.own = own;
        this.afterEachWrite = afterEachWrite;
    }

    /**
     * Writes the changes in their order. Throws a {@link Problem}, with every file as it was, where a file isn't what
     * the patch starts from, lies behind a symbolic link, or can't be written.
     *
     * @param root the folder the paths are relative to; made if it is missing
     * @param journal a file that exists only while this runs, on a file system that can be written
     */
    public static void apply(Patch patch, Path root, Path journal) {
        apply(patch, root, journal, OwnFiles.outside(root), path -> {});
    }

    /**
     * The same, telling the path of each file right after it was written, removed files included.
     *
     * @param own where it is noted that the journal is ours
     */
    public static void apply(Patch patch, Path root, Path journal, OwnFiles own, Consumer<String> afterEachWrite) {
        if (patch.isEmpty()) {
            return;
        }
        String id = UUID.randomUUID().toString().substring(0, 13);
        new Application(root, journal, new Journal(patch, id), own, afterEachWrite).run();
    }

    private void run() {
        if (exists(journalFile)) {
            throw new Problem(
                    journalFile.toString(),
                    "an earlier run was interrupted, and is not finished yet",
                    "run the command again");
        }
        for (FileChange change : journal.patch().changes()) {
            if (!tree.holds(change.path(), change.before())) {
                throw changed(change);
            }
        }
        try {
            journal.write(journalFile, own);
        } catch (IOException e) {
            dropPart();
            throw Problem.of(journalFile, e);
        }
        writeAll();
        dropJournal();
    }

    private Problem changed(FileChange change) {
        String file = tree.resolve(change.path()).toString();
        if (change.before() == null) {
            return new Problem(file, "was created while this run was under way", "run the command again");
        }
        return new Problem(file, "was changed while this run was under way", "run the command again");
    }

    private void writeAll() {
        for (int i = 0; i < journal.patch().changes().size(); i++) {
            try {
                write(i);
                if (i == journal.patch().changes().size() - 1) {
                    tree.force();
                }
            } catch (IOException e) {
                undo(i, e);
                throw Problem.of(tree.resolve(journal.patch().changes().get(i).path()), e);
            } catch (RuntimeException e) {
                undo(i, e);
                throw e;
            }
        }
    }

    private void write(int index) throws IOException {
        FileChange change = journal.patch().changes().get(index);
        try {
            tree.put(change.path(), change.after(), journal.temporary(index));
            afterEachWrite.accept(change.path());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Brings back what stood there before, from the change at that index, which may be half done, to the first. */
    private void undo(int last, Exception cause) {
        Exception failure = null;
        for (int i = last; i >= 0; i--) {
            try {
                restore(i);
            } catch (Problem inTheWay) {
                // Where the failed write met something that isn't ours, that something stays.
                failure = i == last ? failure : inTheWay;
            } catch (IOException e) {
                failure = e;
            }
        }
        try {
            tree.removeMadeFolders();
            tree.force();
        } catch (IOException e) {
            failure = e;
        }
        if (failure != null) {
            failure.addSuppressed(cause);
            throw stuck(last, failure);
        }
        dropJournal();
    }

    private void restore(int index) throws IOException {
        FileChange change = journal.patch().changes().get(index);
        tree.sweep(change.path(), journal.temporary(index));
        if (!tree.holds(change.path(), change.before())) {
            tree.put(change.path(), change.before(), journal.temporary(index));
        }
    }

    private Problem stuck(int index, Exception cause) {
        return new Problem(
                tree.resolve(journal.patch().changes().get(index).path()).toString(),
                "could not be written, and what was written before it could not all be taken back",
                "make the folder writable and run the command again; it goes on from " + journalFile,
                cause);
    }

    /**
     * Finishes what a stopped run began, if one did: every file that still is as before gets its new content. Throws a
     * {@link Problem}, having written nothing, where a file is neither as before nor as after.
     */
    public static Recovery recover(Path root, Path journal) {
        return recover(root, journal, OwnFiles.outside(root), path -> {});
    }

    /**
     * The same, telling the path of each file right after it was written.
     *
     * @param own where it is noted which journals are ours; any other is a {@link Problem}
     */
    public static Recovery recover(Path root, Path journal, OwnFiles own, Consumer<String> afterEachWrite) {
        Optional<Journal> left = exists(journal) ? Optional.of(Journal.read(journal, own)) : Optional.empty();
        try {
            Files.deleteIfExists(Journal.part(journal));
        } catch (IOException e) {
            throw Problem.of(Journal.part(journal), e);
        }
        return left.map(found -> new Application(root, journal, found, own, afterEachWrite).finish())
                .orElse(Recovery.NOTHING);
    }

    /**
     * Refuses to go on where an interrupted run left a journal, for commands that write nothing.
     *
     * @param cure what the user can do where a run of his own left it
     */
    public static void refuseUnfinished(Path journal, OwnFiles own, String cure) {
        if (exists(journal)) {
            throw own.remembers(journal)
                    ? new Problem(journal.toString(), "an earlier run was interrupted, and is not finished yet", cure)
                    : Journal.foreign(journal);
        }
    }

    private static boolean exists(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    private Recovery finish() {
        // All files are looked at before the first is written.
        List<Integer> missing = IntStream.range(0, journal.patch().changes().size())
                .filter(i -> isStillBefore(journal.patch().changes().get(i)))
                .boxed()
                .toList();
        int swept = sweepAll();
        List<String> written = new ArrayList<>();
        for (int i : missing) {
            FileChange change = journal.patch().changes().get(i);
            try {
                write(i);
            } catch (IOException e) {
                throw Problem.of(tree.resolve(change.path()), e);
            }
            written.add(change.path());
        }
        forceAll();
        dropJournal();
        return new Recovery(true, List.copyOf(written), swept);
    }

    /** Also what was renamed before the interruption: nobody knows whether that reached the disk. */
    private void forceAll() {
        try {
            for (FileChange change : journal.patch().changes()) {
                FolderNames.force(tree.resolve(change.path()).getParent());
            }
            tree.force();
        } catch (IOException e) {
            throw Problem.of(journalFile, e);
        }
    }

    private int sweepAll() {
        int swept = 0;
        List<FileChange> changes = journal.patch().changes();
        for (int i = 0; i < changes.size(); i++) {
            try {
                swept += tree.sweep(changes.get(i).path(), journal.temporary(i)) ? 1 : 0;
            } catch (IOException e) {
                throw Problem.of(tree.resolve(changes.get(i).path()), e);
            }
        }
        return swept;
    }

    private boolean isStillBefore(FileChange change) {
        if (tree.holds(change.path(), change.after())) {
            return false;
        }
        if (tree.holds(change.path(), change.before())) {
            return true;
        }
        throw new Problem(
                tree.resolve(change.path()).toString(),
                "was edited after a run was interrupted",
                "undo that edit so that the run can be finished, or delete " + journalFile
                        + " to keep all files as they are now");
    }

    private void dropJournal() {
        try {
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
