package faastrace.forward;

import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The queue of traces to push. For each trace, there is a file in {@code DIR/.forward/}. The file is created before the
 * trace is acknowledged, and deleted when the trace is delivered or will not be tried again. If several collectors use
 * the same folder, they share the queue: before a collector pushes a trace, it locks the trace's byte in one lock file.
 * The lock ends with the collector's process.
 */
public final class Spool {
    /** The maximum number of traces that {@link #oldest} returns. */
    static final int AT_ONCE = 1000;

    private static final String FOLDER = ".forward";
    private static final String LOCKS = ".locks";
    private static final int MOST = 100_000;

    private final Path traces;
    private final Path folder;
    private final boolean sync;
    private final int most;
    private final AtomicLong pending = new AtomicLong();
    private final AtomicLong left = new AtomicLong();
    private @Nullable FileChannel locks;

    private Spool(Path traces, boolean sync, int most) {
        this.traces = traces;
        this.folder = traces.resolve(FOLDER);
        this.sync = sync;
        this.most = most;
    }

    /**
     * Opens the spool in a folder of traces, and creates it if it is missing.
     *
     * @param sync whether to sync the queue to disk (fsync), like the traces
     * @throws Problem if the spool can't be created
     */
    public static Spool open(Path traces, boolean sync) {
        return open(traces, sync, MOST);
    }

    static Spool open(Path traces, boolean sync, int most) {
        Spool spool = new Spool(traces, sync, most);
        try {
            Files.createDirectories(spool.folder);
            spool.oldest();
            return spool;
        } catch (IOException e) {
            throw Problem.of(spool.folder, e);
        }
    }

    /** One waiting trace. */
    record Entry(Path file, Path trace) {
        /** When the trace was put into the queue; null if it is no longer there. */
        @Nullable
        Instant queued() {
            try {
                return Files.getLastModifiedTime(file).toInstant();
            } catch (IOException gone) {
                return null;
            }
        }
    }

    /** Queues a trace that is about to be stored. If the queue is full, the trace is counted but not queued. */
    public void add(String name, String file) throws IOException {
        if (pending.get() >= most) {
            left.incrementAndGet();
            return;
        }
        try {
            // The name begins with a dot, because FlameScope lists all other files, in all folders.
            Files.createFile(folder.resolve("." + file + "@" + name));
            pending.incrementAndGet();
        } catch (FileAlreadyExistsException sentAgain) {
            return;
        } catch (NoSuchFileException folderGone) {
            Files.createDirectories(folder);
            Files.createFile(folder.resolve("." + file + "@" + name));
        }
        sync();
    }

    private void sync() throws IOException {
        if (sync) {
            try (FileChannel channel = FileChannel.open(folder)) {
                channel.force(true);
            }
        }
    }

    /** Whether a trace waits to be pushed. */
    boolean isWaiting(String folderName, String file) {
        return Files.exists(folder.resolve("." + file + "@" + folderName));
    }

    /** The number of waiting traces, as far as it is known. */
    long pending() {
        return pending.get();
    }

    /** The number of traces that were not queued because the queue was full. */
    long left() {
        return left.get();
    }

    /** The traces that have waited longest, at most {@link #AT_ONCE}. File names begin with the time. */
    List<Entry> oldest() throws IOException {
        PriorityQueue<Entry> oldest = new PriorityQueue<>(BY_NAME.reversed());
        long found = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, ".*@*")) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                int at = name.indexOf('@');
                oldest.add(
                        new Entry(file, traces.resolve(name.substring(at + 1)).resolve(name.substring(1, at))));
                found++;
                if (oldest.size() > AT_ONCE) {
                    oldest.remove();
                }
            }
        }
        pending.set(found);
        return oldest.stream().sorted(BY_NAME).toList();
    }

    /** Claims a trace for this process. Empty if another collector has claimed it or has already delivered it. */
    Optional<Claim> claim(Entry entry) throws IOException {
        // If two names have the same hash, one trace waits until the other one is pushed.
        long place =
                Integer.toUnsignedLong(entry.file().getFileName().toString().hashCode());
        FileLock lock;
        try {
            lock = locks().tryLock(place, 1, false);
        } catch (OverlappingFileLockException ownOrOther) {
            return Optional.empty();
        }
        if (lock == null) {
            return Optional.empty();
        }
        // Between the listing of the queue and this lock, another collector may have delivered the trace.
        if (!Files.exists(entry.file())) {
            lock.release();
            return Optional.empty();
        }
        try {
            return Optional.of(new Claim(entry, lock, sync));
        } catch (IOException e) {
            lock.release();
            throw e;
        }
    }

    /** Removes traces from the queue that are delivered or will not be tried again. */
    void remove(List<Claim> claims) throws IOException {
        for (Claim claim : claims) {
            if (Files.deleteIfExists(claim.entry().file())) {
                pending.decrementAndGet();
            }
        }
        if (!claims.isEmpty()) {
            sync();
        }
    }

    /** If a thread is interrupted while it uses a channel, Java closes the channel. */
    private synchronized FileChannel locks() throws IOException {
        if (locks == null || !locks.isOpen()) {
            locks = FileChannel.open(folder.resolve(LOCKS), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        }
        return locks;
    }

    private static final Comparator<Entry> BY_NAME =
            Comparator.comparing(entry -> entry.file().getFileName().toString());
}
