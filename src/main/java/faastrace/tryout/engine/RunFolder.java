package faastrace.tryout.engine;

import faastrace.files.StateFolder;
import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder of one tryout, outside the function repository. The tryout's process holds a lock on the folder, so the
 * next run can recognise the folder of a run that was killed. The folder's name is the id in the label of the container
 * and the image.
 */
public final class RunFolder implements AutoCloseable {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{12}");
    private static final String LOCK = "lock";
    private static final String ENGINE = "engine";
    private static final String KEPT = "kept";
    private static final String NEW = ".new-";

    /** A duration that is longer than it takes to create a folder and its lock. */
    private static final Duration MAKING = Duration.ofSeconds(30);

    private final Path path;
    private final FileChannel lock;

    private RunFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** Creates a new folder. The folder is locked before any other process can see it under its name. */
    public static RunFolder create(List<String> engine, boolean keep) {
        return create(folder(), engine, keep);
    }

    private static Path folder() {
        return all().orElseThrow(() -> new Problem("HOME", "is not set", "set HOME or XDG_STATE_HOME"));
    }

    static RunFolder create(Path all, List<String> engine, boolean keep) {
        byte[] random = new byte[6];
        new SecureRandom().nextBytes(random);
        String id = HexFormat.of().formatHex(random);
        Path fresh = all.resolve(NEW + id);
        try {
            Files.createDirectories(all);
            Files.createDirectory(
                    fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            FileChannel channel =
                    FileChannel.open(fresh.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            channel.lock();
            Files.write(fresh.resolve(ENGINE), engine);
            if (keep) {
                Files.createFile(fresh.resolve(KEPT));
            }
            return new RunFolder(Files.move(fresh, all.resolve(id)), channel);
        } catch (IOException e) {
            throw Problem.of(all, e);
        }
    }

    private static Optional<Path> all() {
        return StateFolder.find().map(folder -> folder.resolve("try"));
    }

    /** Locks and returns the folders of runs that have ended, except runs whose files the user wants to keep. */
    public static List<RunFolder> abandoned() {
        return all().map(RunFolder::abandoned).orElse(List.of());
    }

    static List<RunFolder> abandoned(Path all) {
        if (!Files.isDirectory(all)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(all)) {
            return folders.filter(RunFolder::isOurs)
                    .filter(folder -> !Files.exists(folder.resolve(KEPT)))
                    .map(RunFolder::claim)
                    .flatMap(Optional::stream)
                    .toList();
        } catch (IOException e) {
            throw Problem.of(all, e);
        }
    }

    private static boolean isOurs(Path folder) {
        String name = folder.getFileName().toString();
        String id = name.startsWith(NEW) ? name.substring(NEW.length()) : name;
        return ID.matcher(id).matches() && Files.isDirectory(folder) && !Files.isSymbolicLink(folder);
    }

    /** Locks a folder, unless its run is still going on. */
    private static Optional<RunFolder> claim(Path folder) {
        try {
            Path file = folder.resolve(LOCK);
            if (!Files.exists(file) && isOld(folder)) {
                Files.createFile(file); // the run was killed before creating it, or after deleting it
            }
            FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
            try {
                FileLock lock = channel.tryLock();
                if (lock != null) {
                    return Optional.of(new RunFolder(folder, channel));
                }
            } catch (OverlappingFileLockException ownRun) {
                // The folder's run is still going on in this process.
            }
            channel.close();
            return Optional.empty();
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private static boolean isOld(Path folder) throws IOException {
        return Files.getLastModifiedTime(folder)
                .toInstant()
                .isBefore(Instant.now().minus(MAKING));
    }

    /** The run's id. */
    public String id() {
        String name = path.getFileName().toString();
        return name.startsWith(NEW) ? name.substring(NEW.length()) : name;
    }

    /** The name of the function's container. */
    public String containerName() {
        return "faas-trace-try-" + id();
    }

    /** The folder itself. */
    public Path path() {
        return path;
    }

    /** The function repository in which the image is built: a copy with only what the build needs. */
    public Path copy() {
        return path.resolve("copy");
    }

    /** A file in the folder. */
    public Path file(String name) {
        return path.resolve(name);
    }

    /** The words of the command that reaches the run's engine. */
    public List<String> engine() {
        try {
            return Files.readAllLines(path.resolve(ENGINE));
        } catch (IOException killedBefore) {
            return List.of();
        }
    }

    /** Deletes the folder and its content. */
    public void delete() {
        try (Stream<Path> files = Files.walk(path)) {
            // Delete the lock last, so that the next run can clean up if this run is killed in between.
            Path last = path.resolve(LOCK);
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(last) && !file.equals(path)) {
                    Files.delete(file);
                }
            }
            Files.deleteIfExists(last);
            Files.delete(path);
        } catch (IOException e) {
            throw Problem.of(path, e);
        }
    }

    /** Releases the lock. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            // The lock is released when the process exits, at the latest.
        }
    }
}
