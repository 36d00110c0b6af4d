package faastrace.patch;

import faastrace.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Applies a patch to a folder, all of it or nothing. A journal is written first; a run that is stopped half way is
 * finished by {@link #recover}. Callers hold a {@link WorkLock} so that no two runs meet.
 */
public final class Application {
    private final Tree tree;
    private final Path journalFile;
    private final Journal journal;
    private final Consumer<String> afterEachWrite;

    private Application(Path root, Path journalFile, Journal journal, Consumer<String> afterEachWrite) {
        this.tree = new Tree(root);
        this.journalFile = journalFile;
        this.journal = journal;
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
        apply(patch, root, journal, path -> {});
    }

    /** The same, telling the path of each file right after it was written, removed files included. */
    static void apply(Patch patch, Path root, Path journal, Consumer<String> afterEachWrite) {
        if (patch.isEmpty()) {
            return;
        }
        String id = UUID.randomUUID().toString().substring(0, 13);
        new Application(root, journal, new Journal(patch, id), afterEachWrite).run();
    }

    private void run() {
        if (Files.exists(journalFile)) {
            throw new Problem(
                    journalFile.toString(), "an earlier run was stopped half way", "let it be finished first");
        }
        for (FileChange change : journal.patch().changes()) {
            if (!tree.holds(change.path(), change.before())) {
                throw changed(change);
            }
        }
        try {
            journal.write(journalFile);
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
            return new Problem(file, "already exists", "move it out of the way");
        }
        return new Problem(file, "is not what it was when the change was worked out", "run the command again");
    }

    private void writeAll() {
        List<FileChange> changes = journal.patch().changes();
        for (int i = 0; i < changes.size(); i++) {
            try {
                FileChange change = changes.get(i);
                tree.put(change.path(), change.after(), journal.temporary(i));
                afterEachWrite.accept(change.path());
            } catch (IOException e) {
                undo(i, e);
                throw Problem.of(tree.resolve(changes.get(i).path()), e);
            } catch (UncheckedIOException e) {
                undo(i, e);
                throw Problem.of(tree.resolve(changes.get(i).path()), e.getCause());
            } catch (RuntimeException e) {
                undo(i, e);
                throw e;
            }
        }
    }

    /** Brings back what stood there before, from the change at that index, which may be half done, to the first. */
    private void undo(int last, Exception cause) {
        List<FileChange> changes = journal.patch().changes();
        try {
            for (int i = last; i >= 0; i--) {
                FileChange change = changes.get(i);
                tree.sweep(change.path(), journal.temporary(i));
                if (!tree.holds(change.path(), change.before())) {
                    tree.put(change.path(), change.before(), journal.temporary(i));
                }
            }
            tree.removeMadeFolders();
        } catch (IOException | RuntimeException e) {
            e.addSuppressed(cause);
            throw new Problem(
                    tree.resolve(changes.get(last).path()).toString(),
                    "could not be written, and what was written before it could not be taken back",
                    "make the folder writable and run the command again; it goes on from " + journalFile,
                    e);
        }
        dropJournal();
    }

    /**
     * Finishes what a stopped run began, if one did: every file that still is as before gets its new content. Throws a
     * {@link Problem}, having written nothing, where a file is neither as before nor as after.
     */
    public static Recovery recover(Path root, Path journal) {
        try {
            Files.deleteIfExists(Journal.part(journal));
        } catch (IOException e) {
            throw Problem.of(Journal.part(journal), e);
        }
        if (!Files.exists(journal)) {
            return Recovery.NOTHING;
        }
        return new Application(root, journal, Journal.read(journal), path -> {}).finish();
    }

    private Recovery finish() {
        List<FileChange> changes = journal.patch().changes();
        List<Integer> missing = new ArrayList<>();
        for (int i = 0; i < changes.size(); i++) {
            if (isStillBefore(changes.get(i))) {
                missing.add(i);
            }
        }
        int swept = 0;
        List<String> written = new ArrayList<>();
        for (int i = 0; i < changes.size(); i++) {
            FileChange change = changes.get(i);
            try {
                swept += tree.sweep(change.path(), journal.temporary(i)) ? 1 : 0;
                if (missing.contains(i)) {
                    tree.put(change.path(), change.after(), journal.temporary(i));
                    written.add(change.path());
                }
            } catch (IOException e) {
                throw Problem.of(tree.resolve(change.path()), e);
            }
        }
        dropJournal();
        return new Recovery(true, List.copyOf(written), swept);
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
                "was edited after a run was stopped half way",
                "undo that edit so that the run can be finished, or delete " + journalFile
                        + " to keep all files as they are now");
    }

    private void dropJournal() {
        try {
            Files.deleteIfExists(journalFile);
        } catch (IOException e) {
            throw Problem.of(journalFile, e);
        }
    }

    private void dropPart() {
        try {
            Files.deleteIfExists(Journal.part(journalFile));
        } catch (IOException alreadyFailing) {
            // What made the writing fail is what the user must hear.
        }
    }
}
