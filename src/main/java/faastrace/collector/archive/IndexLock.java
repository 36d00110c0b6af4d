package faastrace.collector.archive;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A lock for changes of indexes. An index is read, changed and written back, so two changes at the same time would lose one
 * of them. The lock excludes other threads, and other collectors on the same folder.
 */
final class IndexLock {
    private static final String FILE = ".archive.index.lock";

    private final Path file;

    IndexLock(Path folder) {
        this.file = folder.resolve(FILE);
    }

    /** A change of an index. */
    interface Change {
        void make() throws IOException;
    }

    /** Waits for the lock, and then makes a change. */
    void hold(Change change) throws IOException {
        // A file lock belongs to the whole process, so threads need a lock of their own.
        synchronized (IndexLock.class) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = channel.lock()) {
                if (held.isValid()) {
                    change.make();
                }
            }
        }
    }
}
