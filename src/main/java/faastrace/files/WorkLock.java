package faastrace.files;

import faastrace.problem.Problem;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A lock that lets one run at a time write to a folder, while other runs wait. The operating system releases the lock
 * when the process ends, even if it was killed.
 */
public final class WorkLock implements Closeable {
    /** Our hidden folder in each folder that we write to. */
    public static final String FOLDER = ".faas-trace";

    /** The lock file of a function repository, shared by all commands that write to it. */
    public static final String PATH = FOLDER + "/work.lock";

    /** How long to wait for another run. No run takes longer. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final long PAUSE_MILLIS = 50;

    private final FileChannel channel;

    private WorkLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock. If another run holds it, waits for up to a minute.
     *
     * @param root the folder to write to. If the lock file is missing, it is created. It is never deleted, because
     *     otherwise two runs could write at the same time.
     * @param waiting receives one message for the user if there is another run to wait for
     * @throws Problem if the other run takes too long
     */
    public static WorkLock exclusive(Path root, Consumer<String> waiting) {
        return exclusive(root, PATIENCE, waiting);
    }

    static WorkLock exclusive(Path root, Duration patience, Consumer<String> waiting) {
        Path file = root.resolve(PATH);
        try {
            PlainFile.isThere(root, PATH);
            Files.createDirectories(file.toAbsolutePath().getParent());
            return new WorkLock(
                    await(file, false, patience, waiting, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE)));
        } catch (IOException e) {
            throw Problem.of(file, e);
        }
    }

    /** Runs the work while holding the lock. */
    @SuppressWarnings("try") // The lock only has to be held.
    public static <T> T holding(Path root, Consumer<String> waiting, Supplier<T> work) {
        try (WorkLock held = exclusive(root, waiting)) {
            return work.get();
        }
    }

    /** Waits until no other run holds the lock, and writes nothing. Commands that only read use this method. */
    public static void awaitFree(Path root, Consumer<String> waiting) {
        Path file = root.resolve(PATH);
        try {
            if (PlainFile.isThere(root, PATH) && Files.isReadable(file)) {
                await(file, true, PATIENCE, waiting, Set.of(StandardOpenOption.READ))
                        .close();
            }
        } catch (IOException e) {
            throw Problem.of(file, e);
        }
    }

    private static FileChannel await(
            Path file, boolean shared, Duration patience, Consumer<String> waiting, Set<OpenOption> how)
            throws IOException {
        FileChannel channel = FileChannel.open(file, withoutLinks(how));
        try {
            long start = System.nanoTime();
            for (boolean told = false; !isLocked(channel, shared); Thread.sleep(PAUSE_MILLIS)) {
                if (System.nanoTime() - start >= patience.toNanos()) {
                    throw new Problem(
                            file.toString(),
                            "another faas-trace is still running here",
                            "wait until it has finished, then run the command again");
                }
                if (!told) {
                    waiting.accept("Waiting for another faas-trace that is running here.");
                    told = true;
                }
            }
            return channel;
        } catch (InterruptedException e) {
            channel.close();
            Thread.currentThread().interrupt();
            throw new Problem(
                    file.toString(), "waiting for another faas-trace was interrupted", "run the command again", e);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static OpenOption[] withoutLinks(Set<OpenOption> how) {
        return Stream.concat(how.stream(), Stream.of(LinkOption.NOFOLLOW_LINKS)).toArray(OpenOption[]::new);
    }

    private static boolean isLocked(FileChannel channel, boolean shared) throws IOException {
        try {
            FileLock lock = channel.tryLock(0, Long.MAX_VALUE, shared);
            return lock != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    /** Releases the lock. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // The lock is released with the channel, so there is nothing for the user to fix.
        }
    }
}
