package faastrace.collector.archive;

import faastrace.collector.http.HttpError;
import faastrace.collector.store.FileName;
import faastrace.collector.store.KnownTrace;
import faastrace.collector.store.Limits;
import faastrace.collector.store.Retention;
import faastrace.collector.store.TraceFolder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/**
 * Past hours of traces in an object store. Traces are archived in the background. An archived trace that is asked for is
 * restored: it is in the folder again for a while, so all pages and lists show it as before.
 */
public final class Archive implements TraceFolder.Elsewhere, AutoCloseable {
    private static final String LOCK = ".archive.lock";
    private static final int TOO_BUSY = 503;

    /** How many traces are restored at once. These requests occupy threads, which others need too. */
    private static final int MOST_RESTORES = 4;

    private static final int ROUND_SECONDS = 20;
    /** After so many failures in a round, the object store can't be used now. */
    private static final int MOST_FAILURES = 3;

    private static final Duration CLEAN_EVERY = Duration.ofHours(1);

    private final TraceFolder folder;
    private final Bucket bucket;
    private final Packs packs;
    private final Packer packer;
    private final ArchiveReader reader;
    private final ArchiveSettings settings;
    private final Limits limits;
    private final Consumer<String> say;
    private final IndexLock lock;
    private final Semaphore restores = new Semaphore(MOST_RESTORES);
    private final AtomicLong failures = new AtomicLong();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread made = new Thread(work, "collector-archive");
        made.setDaemon(true);
        return made;
    });
    private Instant cleaned = Instant.EPOCH;
    private boolean failing;

    /**
     * Creates an archive that is not started yet.
     *
     * @param waiting whether a trace must stay in the folder for now, because it is still to be forwarded; gets the name of
     *     its folder, and the name of its file
     * @param say receives a line when archiving starts to fail, and a line when it works again
     */
    public Archive(
            TraceFolder folder,
            Retention retention,
            Limits limits,
            ArchiveSettings settings,
            BiPredicate<String, String> waiting,
            Consumer<String> say) {
        this.folder = folder;
        this.settings = settings;
        this.limits = limits;
        this.say = say;
        this.bucket = Bucket.open(settings);
        this.packs = new Packs(bucket);
        this.lock = new IndexLock(folder.directory());
        this.reader = new ArchiveReader(packs, new RestoredTraces(folder));
        this.packer = new Packer(folder, retention, packs, settings, waiting, lock);
    }

    /** Starts to archive the traces of the folder, and to find archived traces for it. */
    public void start() {
        folder.lookElsewhere(this);
        thread.scheduleWithFixedDelay(this::round, 1, ROUND_SECONDS, TimeUnit.SECONDS);
    }

    /** An hour of a folder. */
    public record Archived(String folder, Instant hour, long traces) {}

    /** The archived hours of a folder, or of all folders, the newest first. */
    public List<Archived> hours(Optional<String> own) throws IOException {
        Map<String, Archived> found = new TreeMap<>(Comparator.reverseOrder());
        for (Packs.Pack pack : own.isPresent() ? packs.of(own.get()) : packs.all()) {
            found.merge(
                    pack.hour().text() + "/" + pack.own(),
                    new Archived(pack.own(), pack.hour().begin(), pack.traces()),
                    (one, other) -> new Archived(one.folder(), one.hour(), one.traces() + other.traces()));
        }
        return List.copyOf(found.values());
    }

    @Override
    public Optional<Path> restore(String own, String file) throws IOException {
        if (!restores.tryAcquire()) {
            throw new HttpError(TOO_BUSY, "too many archived traces are being restored", "try again later");
        }
        try {
            return reader.restore(own, file);
        } finally {
            restores.release();
        }
    }

    @Override
    public void delete(String own, String file) throws IOException {
        Optional<Hour> hour = FileName.time(file)
                .map(time -> Hour.of(time.toEpochMilli()))
                .filter(past -> past.end().isBefore(Instant.now()));
        if (hour.isPresent()) {
            lock.hold(() -> deleteFromIndexes(own, hour.get(), file));
        }
    }

    private void deleteFromIndexes(String own, Hour hour, String file) throws IOException {
        for (Packs.Pack pack : packs.of(own, hour)) {
            PackIndex index = packs.index(pack);
            List<ArchivedTrace> others = index.traces().stream()
                    .filter(trace -> !trace.file().equals(file))
                    .toList();
            if (others.size() < index.traces().size()) {
                packs.put(pack, new PackIndex(index.name(), others));
            }
        }
    }

    /** Restores all traces of an hour. Returns their number. */
    public long restore(String own, Instant hour) throws IOException {
        return reader.restore(own, hour);
    }

    /**
     * Restores the traces that contain an invocation. Looks at the newest hours first, and stops after the hour in which
     * there are such traces, or after a few seconds.
     *
     * @return whether there are such traces
     */
    public boolean restoreCall(Optional<String> own, String call, Optional<Instant> from, Optional<Instant> to)
            throws IOException {
        return reader.restoreCall(own, call, from, to);
    }

    /** The number of rounds that failed. */
    public long failures() {
        return failures.get();
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            thread.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        bucket.close();
    }

    private void round() {
        try (FileChannel file = FileChannel.open(
                        folder.directory().resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = file.tryLock()) {
            if (lock != null) { // otherwise another collector on the same folder is archiving
                archive();
                clean();
            }
            tell(Optional.empty());
        } catch (OverlappingFileLockException otherCollector) {
            // Another collector in this process is archiving.
        } catch (IOException | RuntimeException | OutOfMemoryError failure) {
            // An error that left this method would end all further rounds.
            failures.incrementAndGet();
            tell(Optional.of(String.valueOf(failure.getMessage())));
        }
    }

    private void tell(Optional<String> failure) {
        if (failure.isPresent() && !failing && !thread.isShutdown()) {
            say.accept("Archiving to " + settings.url() + " fails and will be tried again: " + failure.get());
        } else if (failure.isEmpty() && failing) {
            say.accept("Archiving to " + settings.url() + " works again.");
        }
        failing = failure.isPresent();
    }

    private void archive() throws IOException {
        folder.inventory().awaitFresh();
        Instant closed = Instant.now().minus(settings.after());
        List<IOException> failed = new ArrayList<>();
        folder.inventory().visit(Optional.empty(), (contents, traces) -> {
            for (Map.Entry<Hour, List<KnownTrace>> hour : hours(traces, closed).entrySet()) {
                try {
                    packer.archive(contents, hour.getKey(), hour.getValue());
                } catch (IOException failure) {
                    failed.add(failure); // It must not keep other hours from being archived.
                    if (failed.size() == MOST_FAILURES) {
                        throw failure;
                    }
                }
            }
        });
        if (!failed.isEmpty()) {
            throw failed.get(0);
        }
    }

    private static Map<Hour, List<KnownTrace>> hours(KnownTrace[] traces, Instant closed) {
        Map<Hour, List<KnownTrace>> hours = new TreeMap<>();
        for (KnownTrace trace : traces) {
            Hour hour = Hour.of(trace.millis());
            if (trace.isOurs() && hour.end().isBefore(closed)) {
                hours.computeIfAbsent(hour, any -> new ArrayList<>()).add(trace);
            }
        }
        return hours;
    }

    private void clean() throws IOException {
        Instant now = Instant.now();
        if (cleaned.plus(CLEAN_EVERY).isBefore(now)) {
            packs.clean(limits.keepAge().map(now::minus));
            cleaned = now;
        }
    }
}
