package faastrace.collector.index;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The file of an index. Each collector on a folder has an index of its own, and locks it. A collector takes the first
 * index that no other collector uses, so the index of a collector that was stopped is used again.
 */
final class IndexFile implements AutoCloseable {
    private static final int MOST_COLLECTORS = 64;
    private static final List<String> SUFFIXES = List.of("", "-wal", "-shm", "-journal");

    private final Path path;
    private final FileChannel channel;

    private IndexFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Locks an index in the folder. Its database may not exist yet.
     *
     * @throws IOException if the folder is not writable, or too many collectors use it
     */
    static IndexFile take(Path directory) throws IOException {
        for (int i = 1; i <= MOST_COLLECTORS; i++) {
            Path lock = directory.resolve(".index" + i + ".owner");
            FileChannel channel = FileChannel.open(
                    lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            if (isMine(channel)) {
                IndexFile file = new IndexFile(directory.resolve(".index" + i + ".db"), channel);
                file.deleteLinks();
                return file;
            }
            channel.close();
        }
        throw new IOException("too many collectors use " + directory);
    }

    private static boolean isMine(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock(); // released when the channel is closed
            return lock != null;
        } catch (OverlappingFileLockException sameProgram) {
            return false;
        } catch (IOException failure) {
            channel.close();
            throw failure;
        }
    }

    /** Deletes symbolic links with the names of the database, because SQLite would write to their targets. */
    private void deleteLinks() throws IOException {
        for (String suffix : SUFFIXES) {
            Path file = path.resolveSibling(path.getFileName() + suffix);
            if (Files.isSymbolicLink(file)) {
                Files.delete(file);
            }
        }
    }

    /**
     * Deletes the databases of other collectors that have not run for the given time. Keeps their lock files, because
     * another collector may be about to lock one of them.
     */
    void deleteUnused(Duration unused) throws IOException {
        Instant latest = Instant.now().minus(unused);
        for (int i = 1; i <= MOST_COLLECTORS; i++) {
            Path other = path.resolveSibling(".index" + i + ".db");
            Path lock = path.resolveSibling(".index" + i + ".owner");
            if (other.equals(path)
                    || !Files.isRegularFile(lock, LinkOption.NOFOLLOW_LINKS)
                    || !isOlder(other, latest)) {
                continue;
            }
            try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
                if (isMine(channel)) {
                    new IndexFile(other, channel).delete();
                }
            }
        }
    }

    private static boolean isOlder(Path database, Instant latest) throws IOException {
        boolean exists = false;
        for (String suffix : SUFFIXES) {
            Path file = database.resolveSibling(database.getFileName() + suffix);
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                exists = true;
                if (Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                        .toInstant()
                        .isAfter(latest)) {
                    return false;
                }
            }
        }
        return exists;
    }

    /** The path of the database. */
    Path path() {
        return path;
    }

    /** Deletes the database. */
    void delete() throws IOException {
        for (String suffix : SUFFIXES) {
            Files.deleteIfExists(path.resolveSibling(path.getFileName() + suffix));
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException stillLocked) {
            // The lock ends with this program at the latest.
        }
    }
}
