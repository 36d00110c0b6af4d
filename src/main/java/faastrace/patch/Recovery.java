package faastrace.patch;

import faastrace.files.FolderNames;
import faastrace.files.OwnFiles;
import faastrace.files.ParentFolder;
import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The result of cleaning up after a stopped run.
 *
 * @param found whether there was a stopped run
 * @param written the files that were written to finish or undo the run
 * @param swept the number of temporary files that were deleted
 */
public record Recovery(boolean found, List<String> written, int swept) {
    private static final Recovery NOTHING = new Recovery(false, List.of(), 0);

    static Recovery of(Path root, Path journal, OwnFiles own, FileSteps heard) {
        Run run = PatchApplication.exists(journal) ? new Run(root, journal, own, heard) : null;
        try {
            Files.deleteIfExists(Journal.part(journal));
        } catch (IOException e) {
            throw Problem.of(Journal.part(journal), e);
        }
        return run == null ? NOTHING : run.finish();
    }

    private static final class Run {
        private final FolderTree tree;
        private final Path journalFile;
        private final OwnFiles own;
        private final FileSteps heard;
        private final Journal journal;

        Run(Path root, Path journalFile, OwnFiles own, FileSteps heard) {
            this.tree = new FolderTree(root, heard);
            this.journalFile = journalFile;
            this.own = own;
            this.heard = heard;
            this.journal = Journal.read(journalFile, own);
        }

        Recovery finish() {
            // Temporary files are deleted first. Their names are lost if a user keeps an edit and deletes the journal.
            int[] swept = {0};
            onEach(all(), (i, step) -> swept[0] += tree.sweep(step.path(), journal.temporary(i), false) ? 1 : 0);
            // All files are checked before the first one is written.
            List<Integer> missing = IntStream.range(0, journal.steps().size())
                    .filter(i -> isStillToDo(journal.steps().get(i)))
                    .boxed()
                    .toList();
            onEach(all(), (i, step) -> tree.sweep(step.path(), journal.temporary(i), step.to() == null));
            List<String> written = new ArrayList<>();
            onEach(missing, (i, step) -> {
                tree.stage(step.path(), step.to(), journal.temporary(i), step.mayBeLink(), true);
                tree.swap(step.path(), step.to(), journal.temporary(i), step.mayBeLink());
                heard.written(step.path());
                written.add(step.path());
            });
            // The interrupted run may have renamed some files, and the new names may not have reached the disk.
            Set<Path> forced = new HashSet<>();
            onEach(all(), (i, step) -> force(ParentFolder.of(tree.resolve(step.path())), forced));
            onEach(missing, (i, step) -> tree.force());
            PatchApplication.dropJournal(journalFile, own, heard);
            return new Recovery(true, List.copyOf(written), swept[0]);
        }

        private static void force(Path folder, Set<Path> forced) throws IOException {
            if (forced.add(folder)) {
                FolderNames.force(folder);
            }
        }

        private boolean isStillToDo(Journal.Step step) {
            if (tree.holds(step.path(), step.to(), step.mayBeLink())) {
                return false;
            }
            if (tree.holds(step.path(), step.from(), step.mayBeLink())) {
                return true;
            }
            throw new Problem(
                    tree.resolve(step.path()).toString(),
                    "was edited after a run was interrupted",
                    "undo that edit so that the run can be finished, or delete " + journalFile
                            + " to keep all files as they are now");
        }

        private List<Integer> all() {
            return IntStream.range(0, journal.steps().size()).boxed().toList();
        }

        private void onEach(List<Integer> indices, OnStep work) {
            for (int i : indices) {
                Journal.Step step = journal.steps().get(i);
                try {
                    work.on(i, step);
                } catch (IOException e) {
                    throw Problem.of(tree.resolve(step.path()), e);
                }
            }
        }
    }

    /** Handles one file of a journal. */
    @FunctionalInterface
    private interface OnStep {
        void on(int index, Journal.Step step) throws IOException;
    }
}
