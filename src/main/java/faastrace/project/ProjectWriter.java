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
import org.jspecify.annotations.Nullable;

/**
 * Writes patches into a folder, each completely or not at all. Writes nothing if another run has changed the files in
 * the meantime.
 */
final class ProjectWriter {
    /** The largest size of a file that we wrote ourselves, such as originals or the lock. */
    private static final int MOST_BYTES = 64 << 20;

    private final Path root;
    private final FolderWriter writer;

    ProjectWriter(Path root, Progress progress, FileSteps heard) {
        this.root = root;
        this.writer = new FolderWriter(root, progress::waiting, heard);
    }

    /** The changes that make git ignore our hidden folder; empty if git ignores it already. */
    List<FileChange> ignoring() {
        return writer.ignoring();
    }

    /**
     * Writes a patch while holding the lock.
     *
     * @param before runs first, if there is something to write
     * @param after runs last, even if there is nothing to write
     * @return true if the patch was written; false if another run changed the files first
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

    /**
     * Returns the change that replaces the content of one of our own files, or an empty list if nothing would change.
     *
     * @param bytes the new content; null to delete the file
     */
    List<FileChange> replacing(String path, byte @Nullable [] bytes) {
        Content before = PlainFile.find(root, path, MOST_BYTES)
                .map(found -> new Content(found, false))
                .orElse(null);
        Content after = bytes == null ? null : new Content(bytes, false);
        return Objects.equals(before, after) ? List.of() : List.of(new FileChange(path, before, after));
    }
}
