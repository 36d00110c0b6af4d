package faastrace.collector.store;

import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Marks partial files as belonging to this collector. The names of these files contain the collector's id. A lock file
 * with the same id stays locked until the collector ends, even if it is killed. So other collectors on the same folder
 * can find orphans. An orphan is a partial file of a collector that no longer runs.
 */
final class CollectorLock implements AutoCloseable {
    private static final Pattern PART = Pattern.compile("\\.([0-9a-f]{16})-[0-9a-f]{1,16}(?:\\.kept)?\\.part");
    private static final Pattern LOCK = Pattern.compile("\\.([0-9a-f]{16})\\.lock");

    /**
     * The ids of all collectors in this process. Their lock files are never opened again, because closing such a file
     * would release its lock.
     */
    private static final Set<String> OURS = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final String id;
    private final FileChannel lock;
    private final AtomicLong count = new AtomicLong();

    private CollectorLock(Path directory, String id, FileChannel lock) {
        this.directory = directory;
        this.id = id;
        this.lock = lock;
    }

    static CollectorLock take(Path directory) {
        String id = FileName.id();
        OURS.add(id);
        Path file = file(directory, id);
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            // Before the file was locked, another collector may have deleted it as an orphan.
            if (channel.tryLock() == null || !Files.exists(file)) {
                channel.close();
                return take(directory);
            }
            return new CollectorLock(directory, id, channel);
        } catch (IOException e) {
            throw Problem.of(directory, e);
        }
    }

    /** A new name for a partial file. */
    String partName() {
        return "." + id + "-" + Long.toHexString(count.incrementAndGet()) + ".part";
    }

    /** A new name for a partial file with data that is derived from a trace. */
    String keptPartName() {
        return "." + id + "-" + Long.toHexString(count.incrementAndGet()) + ".kept.part";
    }

    /** Whether the file with the given name is a partial file of a dead collector. */
    boolean isOrphan(String file) {
        Matcher part = PART.matcher(file);
        return part.matches() && !isAlive(part.group(1));
    }

    /** Whether there is a lock file of a dead collector. */
    boolean knowsDead() throws IOException {
        try (var files = Files.newDirectoryStream(directory, ".*.lock")) {
            for (Path file : files) {
                Matcher name = LOCK.matcher(file.getFileName().toString());
                if (name.matches() && !isAlive(name.group(1))) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Deletes the lock files of dead collectors. The partial files of these collectors must be deleted first. */
    void forgetTheDead() throws IOException {
        try (var files = Files.newDirectoryStream(directory, ".*.lock")) {
            for (Path file : files) {
                Matcher name = LOCK.matcher(file.getFileName().toString());
                if (name.matches()) {
                    deleteIfDead(file, name.group(1));
                }
            }
        }
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(file(directory, id));
            lock.close();
        } catch (IOException left) {
            // The next collector will still see that this collector is dead.
        } finally {
            OURS.remove(id);
        }
    }

    private boolean isAlive(String owner) {
        try {
            return OURS.contains(owner) || !whileLocked(file(directory, owner), () -> {});
        } catch (NoSuchFileException dead) {
            return false;
        } catch (IOException unknown) {
            return true;
        }
    }

    private void deleteIfDead(Path file, String owner) throws IOException {
        try {
            if (!OURS.contains(owner)) {
                whileLocked(file, () -> Files.deleteIfExists(file));
            }
        } catch (NoSuchFileException deletedMeanwhile) {
            // Another collector has deleted the file.
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    /** Locks the file and runs the step. If somebody else holds the lock, returns false without running the step. */
    private static boolean whileLocked(Path file, Step step) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            Optional<FileLock> held = Optional.ofNullable(channel.tryLock());
            if (held.isPresent()) {
                step.run();
            }
            return held.isPresent();
        } catch (OverlappingFileLockException ours) {
            return false;
        }
    }

    private static Path file(Path directory, String id) {
        return directory.resolve("." + id + ".lock");
    }
}
