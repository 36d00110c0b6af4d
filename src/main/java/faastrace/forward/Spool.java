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
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which traces are still to be pushed: an empty file for each in {@code DIR/.forward/}, made before the trace is
 * acknowledged, gone when it was delivered. Collectors of one folder share it: whoever has locked the file pushes the
 * trace, and a lock dies with its process.
 */
public final class Spool {
    private static final String FOLDER = ".forward";
    private static final int AT_ONCE = 1000;
    private static final int MOST = 100_000;

    private final Path traces;
    private final Path folder;
    private final boolean sync;
    private final int most;
    private final AtomicLong pending = new AtomicLong();
    private final AtomicLong left = new AtomicLong();

    private Spool(Path traces, boolean sync, int most) {
        this.traces = traces;
        this.folder = traces.resolve(FOLDER);
        this.sync = sync;
        this.most = most;
    }

    /**
     * The spool in a folder of traces, made if missing.
     *
     * @param sync whether to force it onto the disk, as the traces are
     * @throws Problem where it can't be made
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

    /** One trace that waits. */
    record Entry(Path file, Path trace) {}

    /** What is done with a trace; says whether it need not be done again. */
    interface Delivery {
        boolean isOver() throws IOException;
    }

    /** Notes that a trace, which is about to be kept, is to be pushed; beyond the bound it is only counted. */
    public void add(String name, String file) throws IOException {
        if (pending.get() >= most) {
            left.incrementAndGet();
            return;
        }
        try {
            // FlameScope lists whatever doesn't begin with a dot, in whatever folder.
            Files.createFile(folder.resolve("." + file + "@" + name));
            pending.incrementAndGet();
        } catch (FileAlreadyExistsException sentAgain) {
            return;
        } catch (NoSuchFileException folderGone) {
            Files.createDirectories(folder);
            Files.createFile(folder.resolve("." + file + "@" + name));
        }
        if (sync) {
            try (FileChannel channel = FileChannel.open(folder)) {
                channel.force(true);
            }
        }
    }

    /** How many traces wait, as far as is known. */
    long pending() {
        return pending.get();
    }

    /** How many were not taken because too many waited. */
    long left() {
        return left.get();
    }

    /** Those that wait longest; their names begin with the time. */
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

    /** Delivers a trace unless somebody else does, or has. */
    void claim(Entry entry, Delivery delivery) throws IOException {
        try (FileChannel channel = FileChannel.open(entry.file(), StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            // Whoever had it may have been done between looking and locking.
            if (lock == null || !Files.exists(entry.file())) {
                return;
            }
            if (delivery.isOver() && Files.deleteIfExists(entry.file())) {
                pending.decrementAndGet();
            }
        } catch (NoSuchFileException | OverlappingFileLockException others) {
            // Somebody has delivered it, or does, maybe in this very program.
        }
    }

    private static final Comparator<Entry> BY_NAME =
            Comparator.comparing(entry -> entry.file().getFileName().toString());
}
