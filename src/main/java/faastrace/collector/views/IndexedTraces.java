package faastrace.collector.views;

import faastrace.collector.index.IndexUnavailable;
import faastrace.collector.index.IndexedCounts;
import faastrace.collector.index.IndexedRow;
import faastrace.collector.index.IndexedTrace;
import faastrace.collector.index.InvocationIndex;
import faastrace.collector.store.KnownTrace;
import faastrace.collector.store.TraceFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which traces are in the index. Usually, this is noted in the inventory. If the inventory has too many traces to keep
 * them in memory, it is noted here, with 8 bytes for each trace.
 */
public final class IndexedTraces {
    private static final int AT_ONCE = 2000;
    private static final long[] NONE = {};

    private final TraceFolder folder;
    private final Optional<InvocationIndex> index;
    private final Set<Long> recent = ConcurrentHashMap.newKeySet();
    private volatile long[] marks = NONE;
    private volatile int marksOf;
    private volatile boolean overfullWhenLoaded;

    IndexedTraces(TraceFolder folder, Optional<InvocationIndex> index) {
        this.folder = folder;
        this.index = index;
    }

    /** Whether the index has the trace in its present state. */
    public boolean has(String own, KnownTrace trace) {
        return index.isPresent()
                && (trace.indexedIn() == index.get().generation()
                        || folder.inventory().isOverfull() && isMarked(own, trace));
    }

    /** Whether nothing is left to do for the trace: it is in the index, or can't be added to it. */
    public boolean isDone(String own, KnownTrace trace) {
        return index.isEmpty()
                || !index.get().isAvailable()
                || trace.indexedIn() == -index.get().generation()
                || has(own, trace);
    }

    /** The numbers of a trace in its present state; empty if they are not in the index. */
    Optional<IndexedCounts> counts(String own, KnownTrace trace) throws IOException {
        if (!has(own, trace)) {
            return Optional.empty();
        }
        try {
            return index.orElseThrow()
                    .find(own, trace.file(), trace.bytes(), trace.modified())
                    .map(IndexedRow::counts);
        } catch (IndexUnavailable isMadeAgain) {
            return Optional.empty();
        }
    }

    private boolean isMarked(String own, KnownTrace trace) {
        long mark = mark(own, trace.file(), trace.bytes(), trace.modified());
        return marksOf == index.map(InvocationIndex::generation).orElse(0)
                && (Arrays.binarySearch(marks, mark) >= 0 || recent.contains(mark));
    }

    /**
     * Notes that the index has the trace, or that the trace can't be added to it.
     *
     * @param generation the number of the index; its negative if the trace can't be added
     */
    void note(String own, KnownTrace trace, int generation) {
        trace.markIndexed(generation);
        if (folder.inventory().isOverfull() && marksOf == Math.abs(generation)) {
            recent.add(mark(own, trace.file(), trace.bytes(), trace.modified()));
        }
    }

    /**
     * Whether the folder has the trace in the state in which it was indexed. If so, notes that it is in the index.
     *
     * @param generation the number of the index when the trace was read from it
     */
    public boolean isThere(IndexedTrace one, int generation) throws IOException {
        if (!folder.inventory().isOverfull()) {
            Optional<KnownTrace> known = folder.inventory()
                    .find(one.folder(), one.file())
                    .filter(trace -> trace.bytes() == one.bytes() && trace.modified() == one.modified());
            known.ifPresent(trace -> trace.markIndexed(generation));
            return known.isPresent();
        }
        return folder.find(one.folder(), one.file()).isPresent()
                && TraceFolder.attributes(
                                folder.directory().resolve(one.folder()).resolve(one.file()))
                        .filter(found -> found.size() == one.bytes()
                                && found.lastModifiedTime().toMillis() == one.modified())
                        .isPresent();
    }

    /** Whether it is not known which traces are in the index. */
    boolean mustLoad() {
        return index.isPresent()
                && index.get().isAvailable()
                && (marksOf != index.get().generation() || folder.inventory().isOverfull() != overfullWhenLoaded);
    }

    /**
     * Notes all traces of the index, and their numbers. Removes the traces from the index that no longer exist, or that
     * have changed.
     */
    void load() throws IOException {
        if (index.isEmpty() || !index.get().isAvailable()) {
            return;
        }
        folder.inventory().awaitFresh();
        int generation = index.get().generation();
        boolean overfull = folder.inventory().isOverfull();
        Marks found = new Marks();
        List<IndexedRow> rows = index.get().after(0, AT_ONCE);
        while (!rows.isEmpty()) {
            List<IndexedTrace> gone = new ArrayList<>();
            for (IndexedRow row : rows) {
                if (!isThere(row.trace(), generation)) {
                    gone.add(row.trace());
                } else if (overfull) {
                    IndexedTrace trace = row.trace();
                    found.add(mark(trace.folder(), trace.file(), trace.bytes(), trace.modified()));
                } else {
                    count(row);
                }
            }
            if (!gone.isEmpty()) {
                index.get().remove(gone);
            }
            rows = index.get().after(rows.get(rows.size() - 1).id(), AT_ONCE);
        }
        marks = found.sorted();
        marksOf = generation;
        overfullWhenLoaded = overfull;
        recent.clear();
    }

    private void count(IndexedRow row) {
        IndexedTrace trace = row.trace();
        folder.inventory()
                .find(trace.folder(), trace.file())
                .ifPresent(known -> known.count(
                        row.counts().samples(),
                        row.counts().spanNanos(),
                        row.counts().slowestNanos()));
    }

    /** A hash of a trace's state (FNV-1a). Two equal hashes are so unlikely that they are not considered. */
    private static long mark(String own, String file, long bytes, long modified) {
        long hash = 0xcbf29ce484222325L;
        String text = own + "/" + file + "/" + bytes + "/" + modified;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    /** A growing list of numbers. */
    private static final class Marks {
        private long[] all = NONE;
        private int size;

        void add(long mark) {
            if (size == all.length) {
                all = Arrays.copyOf(all, Math.max(1024, 2 * size));
            }
            all[size++] = mark;
        }

        long[] sorted() {
            long[] sorted = Arrays.copyOf(all, size);
            Arrays.sort(sorted);
            return sorted;
        }
    }
}
