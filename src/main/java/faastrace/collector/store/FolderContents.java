package faastrace.collector.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The sorted traces of one folder, in memory. Traces can be added and removed while the folder is being read again.
 * Afterwards, these changes are also applied to what was read.
 */
public final class FolderContents {
    private static final KnownTrace[] NONE = {};

    private final Path folder;
    private volatile String name;
    private List<KnownTrace> traces = new ArrayList<>();
    /** The traces in files that were named by users. */
    private final Map<String, KnownTrace> others = new HashMap<>();

    private Ids ids = new Ids();
    private KnownTrace @Nullable [] shown = NONE;
    private @Nullable List<Runnable> meanwhile;

    FolderContents(Path folder, String name) {
        this.folder = folder;
        this.name = name;
    }

    /** The folder that contains the traces. */
    public Path folder() {
        return folder;
    }

    /** The folder's own name. */
    public String own() {
        return folder.getFileName().toString();
    }

    /** The sender's name. */
    public String name() {
        return name;
    }

    void rename(String other) {
        name = other;
    }

    /** All traces, the oldest first. The array must not be modified. */
    synchronized KnownTrace[] traces() {
        if (shown == null) {
            shown = traces.toArray(NONE);
        }
        return shown;
    }

    synchronized int size() {
        return traces.size();
    }

    /** Adds a trace. If the trace is already known, replaces it with the new state. */
    synchronized void add(KnownTrace trace) {
        later(() -> add(trace));
        int place = place(trace);
        if (place >= 0) {
            traces.set(place, trace);
        } else {
            traces.add(-place - 1, trace);
        }
        ids.add(trace);
        putIfOther(trace);
        shown = null;
    }

    synchronized void remove(KnownTrace trace) {
        later(() -> remove(trace));
        int place = place(trace);
        if (place >= 0) {
            traces.remove(place);
            if (!trace.isOurs()) {
                others.remove(trace.file());
            }
            shown = null;
        }
    }

    /** The trace in the file with the given name; empty if there is none. */
    Optional<KnownTrace> find(String file) {
        return Optional.ofNullable(
                KnownTrace.probe(file).map(probe -> find(traces(), probe)).orElseGet(() -> other(file)));
    }

    /** The trace that has or had this id; empty if there is none. */
    synchronized Optional<KnownTrace> findById(long id) {
        return ids.find(id);
    }

    private synchronized @Nullable KnownTrace other(String file) {
        return others.get(file);
    }

    private void putIfOther(KnownTrace trace) {
        if (!trace.isOurs()) {
            others.put(trace.file(), trace);
        }
    }

    /** Finds the trace that is equal to the probe; null if there is none. */
    static @Nullable KnownTrace find(KnownTrace[] sorted, KnownTrace probe) {
        int place = Arrays.binarySearch(sorted, probe);
        return place >= 0 ? sorted[place] : null;
    }

    /** Starts to record changes. To be called before the folder is read. */
    synchronized void beginReading() {
        meanwhile = new ArrayList<>();
    }

    /** Replaces the content with what was read, and then applies the changes that were recorded in the meantime. */
    synchronized void endReading(List<KnownTrace> read) {
        List<Runnable> changes = Objects.requireNonNull(meanwhile); // set by beginReading
        meanwhile = null;
        Collections.sort(read);
        traces = read;
        ids = new Ids();
        traces.forEach(ids::add);
        others.clear();
        traces.forEach(this::putIfOther);
        shown = null;
        changes.forEach(Runnable::run);
    }

    /** Keeps the previous content, because reading the folder has failed. */
    synchronized void stopReading() {
        meanwhile = null;
    }

    private void later(Runnable change) {
        if (meanwhile != null) {
            meanwhile.add(change);
        }
    }

    private int place(KnownTrace trace) {
        int last = traces.size() - 1;
        if (last >= 0 && traces.get(last).compareTo(trace) < 0) {
            return -last - 2;
        }
        return Collections.binarySearch(traces, trace);
    }

    /**
     * A hash table that finds traces by their ids. It takes about ten bytes of memory for each trace. Traces can't be
     * removed, so a trace that is found may be deleted already.
     */
    private static final class Ids {
        private static final int LEAST = 16;

        private @Nullable KnownTrace[] slots = new KnownTrace[LEAST];
        private int count;

        /** Adds a trace, unless a user chose its file name. Replaces a trace that has the same id. */
        void add(KnownTrace trace) {
            if (!trace.isOurs()) {
                return;
            }
            if (2 * count >= slots.length) {
                grow();
            }
            int slot = slot(trace.id());
            count += slots[slot] == null ? 1 : 0;
            slots[slot] = trace;
        }

        Optional<KnownTrace> find(long id) {
            return Optional.ofNullable(slots[slot(id)]);
        }

        private void grow() {
            @Nullable KnownTrace[] before = slots;
            slots = new KnownTrace[2 * before.length];
            for (KnownTrace trace : before) {
                if (trace != null) {
                    slots[slot(trace.id())] = trace;
                }
            }
        }

        /** The slot that contains the trace with this id, or the empty slot for it. Ids are random, so they are not mixed. */
        private int slot(long id) {
            int slot = (int) id & slots.length - 1;
            for (KnownTrace there = slots[slot]; there != null && there.id() != id; there = slots[slot]) {
                slot = slot + 1 & slots.length - 1;
            }
            return slot;
        }
    }
}
