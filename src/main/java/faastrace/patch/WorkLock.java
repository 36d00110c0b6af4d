package faastrace.patch;

import faastrace.problem.Problem;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Supplier;

/** Keeps a second run out of the same folder. The operating system frees it when the process ends, however it ends. */
public final class WorkLock implements Closeable {
    private final FileChannel channel;

    private WorkLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock without waiting, or throws a {@link Problem} because another run has it.
     *
     * @param lockFile made if it is missing, and left there: removing it would let two runs in
     */
    public static WorkLock exclusive(Path lockFile) {
        FileChannel channel = null;
        try {
            Files.createDirectories(lockFile.toAbsolutePath().getParent());
            channel = FileChannel.open(
                    lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw new Problem(
                        lockFile.toString(), "another faas-trace is at work here", "wait until it has finished");
            }
            return new WorkLock(channel);
        } catch (IOException e) {
            close(channel, e);
            throw Problem.of(lockFile, e);
        }
    }

    /** Does the work while holding the lock. */
    @SuppressWarnings("try") // The lock is held, not used.
    public static <T> T holding(Path lockFile, Supplier<T> work) {
        try (WorkLock held = exclusive(lockFile)) {
            return work.get();
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    private static void close(FileChannel channel, IOException cause) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                cause.addSuppressed(e);
            }
        }
    }

    /** Frees the lock. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // The lock went with the channel; there is nothing left that a user could mend.
        }
    }
}
