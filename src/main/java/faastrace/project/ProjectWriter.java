package faastrace.project;

import faastrace.files.PlainFile;
import faastrace.patch.Content;
import faastrace.patch.FileChange;
import faastrace.patch.FileSteps;
import faastrace.patch.FolderWriter;
import faastrace.patch.Patch;
import faastrace.patch.RecoveryPolicy;
import faastrace.repository.git.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Writes patches into a folder, each whole or not at all, unless another run has changed its files meanwhile. */
final class ProjectWriter {
    /** What we wrote ourselves is not larger: originals, lock. */
    private static final int MOST_BYTES = 64 << 20;

    private final Path root;
    private final FolderWriter writer;

    ProjectWriter(Path root, Progress progress, FileSteps heard) {
        this.root = root;
        this.writer = new FolderWriter(root, progress::waiting, heard);
    }

    /** Keeps git from seeing our hidden folder, if nothing does so yet. */
    List<FileChange> ignoring() {
        return writer.ignoring();
    }

    /**
     * Writes under the lock.
     *
     * @param before runs first, if there is something to write
     * @param after runs last, also if there is nothing to write
     * @return whether it did; else another run was faster
     */
    boolean write(Patch patch, Runnable before, Runnable after) {
        if (patch.isEmpty()) {
            after.run();
            return true;
        }
        return writer.alone(() -> {
            if (!patch.mismatches(root).isEmpty()) {
                return false;
            }
            before.run();
            writer.apply(patch, RecoveryPolicy.FINISH);
            after.run();
            return true;
        });
    }

    /** The change of a file of ours to these bytes (none: no file), if it is one. */
    List<FileChange> replacing(String path, byte[] bytes) {
        Content before = PlainFile.find(root, path, MOST_BYTES)
                .map(found -> new Content(found, false))
                .orElse(null);
        Content after = bytes == null ? null : new Content(bytes, false);
        return Objects.equals(before, after) ? List.of() : List.of(new FileChange(path, before, after));
    }
}
