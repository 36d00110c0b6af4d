package faastrace.collector.store;

import faastrace.files.ParentFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Deletes traces that are too old. Also deletes the oldest traces if all traces together take too much space. Counts
 * and deletes only traces that were stored by a collector. Files from users stay in the folder.
 */
public final class Retention {
    private static final int AT_ONCE = 10_000;

    /**
     * If all traces together take too much space, traces are deleted until only this share of the limit is in use. This
     * makes room for several new traces at once, because searching the folder takes a long time.
     */
    private static final double TRIMMED_TO = 0.95;

    private final TraceFolder traces;
    private final Limits limits;
    private final InstantSource clock;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong count = new AtomicLong();
    private final AtomicLong deleted = new AtomicLong();
    private final AtomicLong oldest = new AtomicLong(Long.MAX_VALUE);

    /** @param clock a clock that must not jump forward; if it did, all traces would seem old */
    public Retention(TraceFolder traces, Limits limits, InstantSource clock) {
        this.traces = traces;
        this.limits = limits;
        this.clock = clock;
    }

    /** A trace that can be deleted to enforce the limits. */
    private record Old(Path folder, KnownTrace trace) {
        long millis() {
            return trace.millis();
        }

        Path path() {
            return folder.resolve(trace.file());
        }
    }

    /**
     * The total size of the kept traces, in bytes. This is the size at the last search of the folder, plus the size of
     * the traces that have arrived since that search.
     */
    public long bytes() {
        return bytes.get();
    }

    /**
     * The number of kept traces. This is the number at the last search of the folder, plus the number of traces that
     * have arrived since that search.
     */
    public long count() {
        return count.get();
    }

    /** The number of traces that were deleted because of the limits. */
    public long deleted() {
        return deleted.get();
    }

    /**
     * When the oldest kept trace arrived, in milliseconds since 1970; empty if no trace is kept. The value is updated
     * at each search of the folder.
     */
    public OptionalLong oldest() {
        long millis = oldest.get();
        return millis == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(millis);
    }

    /** Makes room for a trace of the given size; throws {@link Rejection} if this is not possible. */
    void admit(long size) throws IOException {
        long most = limits.keepBytes().orElse(Long.MAX_VALUE);
        if (bytes.get() + size > most) {
            trim(size);
        }
        if (bytes.get() + size > most) {
            throw full(most);
        }
        bytes.addAndGet(size);
        count.incrementAndGet();
        oldest.accumulateAndGet(clock.millis(), Math::min);
    }

    static Rejection full(long most) {
        return new Rejection(
                Rejection.Reason.FULL,
                "the collector is full: it keeps at most " + most + " bytes",
                "raise the collector's --keep-bytes, or delete traces");
    }

    /** Searches the folder, deletes traces that are too old, and counts the rest. */
    public void look() throws IOException {
        look(FolderReader.Depth.others);
    }

    /**
     * Does the same as {@link #look()}, but reads the folders with the given depth. Traces that arrive in the meantime
     * don't wait for this.
     */
    public void look(FolderReader.Depth depth) throws IOException {
        traces.inventory().look(depth);
        clean();
    }

    private synchronized void clean() throws IOException {
        Optional<Instant> cutoff = limits.keepAge().map(clock.instant()::minus);
        long[] found = {0, 0, Long.MAX_VALUE};
        visitOurs(old -> {
            if (cutoff.filter(old.trace().time()::isBefore).isPresent() && delete(old.path())) {
                return;
            }
            found[0] += old.trace().bytes();
            found[1]++;
            found[2] = Math.min(found[2], old.millis());
        });
        bytes.set(found[0]);
        count.set(found[1]);
        oldest.set(found[2]);
    }

    /** Deletes the oldest traces until there is more than enough room for a trace of the given size. */
    private synchronized void trim(long size) throws IOException {
        long most = limits.keepBytes().orElse(Long.MAX_VALUE);
        if (size > most || bytes.get() + size <= most) {
            return;
        }
        long target = Math.min((long) (most * TRIMMED_TO), most - size);
        long left = Long.MAX_VALUE;
        for (Old old : oldestFirst()) {
            if (bytes.get() > target && delete(old.path())) {
                bytes.addAndGet(-old.trace().bytes());
                count.decrementAndGet();
            } else {
                left = Math.min(left, old.millis());
            }
        }
        oldest.set(left);
    }

    private Iterable<Old> oldestFirst() throws IOException {
        Comparator<Old> byTime = Comparator.comparingLong(Old::millis).thenComparing(Old::path);
        PriorityQueue<Old> first = new PriorityQueue<>(byTime.reversed());
        visitOurs(old -> {
            if (first.size() < AT_ONCE || old.millis() <= first.peek().millis()) {
                first.add(old);
            }
            if (first.size() > AT_ONCE) {
                first.remove();
            }
        });
        return first.stream().sorted(byTime).toList();
    }

    private interface Ours {
        void visit(Old old) throws IOException;
    }

    private void visitOurs(Ours visitor) throws IOException {
        traces.inventory().visit(Optional.empty(), (shelf, all) -> {
            for (KnownTrace trace : all) {
                if (trace.isOurs()) {
                    visitor.visit(new Old(shelf.folder(), trace));
                }
            }
        });
    }

    /**
     * Deletes a trace if nobody is reading it. Returns true if the trace no longer exists, even if another collector
     * has deleted it.
     */
    private boolean delete(Path path) throws IOException {
        List<Path> kept = DerivedFile.all(path);
        boolean gone = traces.readers().deleteUnread(path);
        boolean missing = gone || TraceFolder.attributes(path).isEmpty();
        if (missing) {
            traces.inventory().remove(path);
        }
        if (gone) {
            UploadKey.forget(path);
            DerivedFile.delete(kept);
            traces.names().deleteIfEmpty(ParentFolder.of(path));
        }
        deleted.addAndGet(gone ? 1 : 0);
        return missing;
    }

    /** Deletes a trace that is stored elsewhere now, unless somebody is reading it. */
    public void deleteArchived(Path path) throws IOException {
        if (delete(path)) {
            deleted.decrementAndGet();
        }
    }

    /** A clock that does not jump forward when the system clock is set. */
    public static InstantSource steady() {
        return steady(InstantSource.system(), System::nanoTime);
    }

    /**
     * A clock that returns the earlier of two times: the time of the system clock, and the start time plus the time
     * that has elapsed since then. If the system clock is set forward, the second time is returned, so no trace
     * suddenly counts as old. If the system clock is set back, its time is returned. The names of new traces contain
     * that time too, so new traces don't count as old either.
     */
    public static InstantSource steady(InstantSource system, LongSupplier nanos) {
        Instant start = system.instant();
        long begin = nanos.getAsLong();
        return () -> {
            Instant even = start.plus(Duration.ofNanos(nanos.getAsLong() - begin));
            Instant told = system.instant();
            return told.isBefore(even) ? told : even;
        };
    }
}
