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
 * Which half-written files are this collector's. Their names bear its id, and a lock file of that id is locked while it
 * lives, however it ends: so another collector on the same folder, or the next one, knows which of them are orphans.
 */
final class CollectorLock implements AutoCloseable {
    private static final Pattern PART = Pattern.compile("\\.([0-9a-f]{16})-[0-9a-f]{1,16}(?:\\.kept)?\\.part");
    private static final Pattern LOCK = Pattern.compile("\\.([0-9a-f]{16})\\.lock");

    /** Opening and closing a file gives up the locks on it that other parts of this program hold: so never look. */
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
            // Another collector may have taken it for an orphan between these two lines.
            if (channel.tryLock() == null || !Files.exists(file)) {
                channel.close();
                return take(directory);
            }
            return new CollectorLock(directory, id, channel);
        } catch (IOException e) {
            throw Problem.of(directory, e);
        }
    }

    /** The name for another half-written file. */
    String partName() {
        return "." + id + "-" + Long.toHexString(count.incrementAndGet()) + ".part";
    }

    /** The name for a half-written file that is made from a trace. */
    String keptPartName() {
        return "." + id + "-" + Long.toHexString(count.incrementAndGet()) + ".kept.part";
    }

    /** Whether that is a half-written file whose collector is dead. */
    boolean isOrphan(String file) {
        Matcher part = PART.matcher(file);
        return part.matches() && !isAlive(part.group(1));
    }

    /** Whether the lock file of a dead collector is there. */
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

    /** Deletes the lock files of dead collectors; their half-written files must be gone by then. */
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
            // The next collector takes it for dead, as it is.
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
            // So be it.
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    /** Runs the step while nobody else can lock the file; false if somebody holds it. */
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
