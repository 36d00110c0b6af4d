package faastrace.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The names in a folder: a new or renamed file survives a power failure only once they are on the disk. */
public final class FolderNames {
    private FolderNames() {}

    /** Brings them to the disk; some file systems can't be asked to, and do it by themselves. */
    public static void force(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            } catch (AccessDeniedException unreadable) {
                // The user may write to it but not read it: there is no way to ask.
            }
        }
    }
}
