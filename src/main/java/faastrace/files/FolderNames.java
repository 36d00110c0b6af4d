package faastrace.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Syncs folders to disk. A new or renamed file survives a power failure only after its folder has been synced. */
public final class FolderNames {
    private FolderNames() {}

    /** Syncs the folder to disk (fsync). Does nothing if the folder is missing or the user may not read it. */
    public static void force(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            } catch (AccessDeniedException unreadable) {
                // The user may write to the folder but not read it, so it can't be opened for fsync.
            }
        }
    }
}
