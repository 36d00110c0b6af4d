package faastrace.collector.views;

import faastrace.collector.index.IndexUnavailable;
import faastrace.collector.index.IndexedCounts;
import faastrace.collector.index.IndexedTrace;
import faastrace.collector.index.InvocationIndex;
import faastrace.collector.store.DerivedFile;
import faastrace.collector.store.Futures;
import faastrace.collector.store.KnownTrace;
import faastrace.collector.store.TraceFolder;
import faastrace.files.ParentFolder;
import faastrace.pages.ListSummary;
import faastrace.trace.invocation.InvocationProfile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Adds traces to the index of invocations. If the collector has no index, does nothing. */
final class Indexer {
    private static final int AT_ONCE = 1000;
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final Optional<InvocationIndex> index;
    private final Pictures pictures;
    private long pausedUntil = System.nanoTime();
    private final List<Added> added = new ArrayList<>();

    /** @param generation the index to which the trace was added */
    private record Added(KnownTrace trace, int generation) {}

    Indexer(Pictures pictures) {
        this.index = pictures.index();
        this.pictures = pictures;
    }

    /** Whether nothing is left to do for the trace. */
    boolean has(KnownTrace trace) {
        return index.isEmpty()
                || System.nanoTime() - pausedUntil < 0
                || Math.abs(trace.indexedIn()) == index.get().generation();
    }

    /** Whether the trace can't be added to this index, because its invocations can't be computed. */
    static boolean isLeftOut(KnownTrace trace, InvocationIndex index) {
        return trace.indexedIn() == -index.generation();
    }

    /** After a failure of the index itself, leaves it alone for a while. */
    private void pause() {
        pausedUntil = System.nanoTime() + PAUSE.toNanos();
    }

    /**
     * Takes the numbers of a trace from the index. Returns false if the index doesn't have the trace in its present
     * state.
     */
    boolean find(Path path, KnownTrace trace) throws IOException {
        if (index.isEmpty()) {
            return false;
        }
        int generation = index.get().generation();
        Optional<IndexedCounts> counts;
        try {
            counts = index.get().counts(folder(path), trace.file(), trace.bytes(), trace.modified());
        } catch (IndexUnavailable later) {
            pause();
            return false;
        }
        counts.ifPresent(found -> {
            trace.count(found.samples(), found.spanNanos(), found.slowestNanos());
            trace.markIndexed(generation);
        });
        return counts.isPresent();
    }

    /** Adds a trace whose samples have been counted. */
    void add(Path path, KnownTrace trace, ListSummary summary) throws IOException {
        if (index.isEmpty() || has(trace)) {
            return;
        }
        Optional<InvocationProfile> profile = pictures.invocations(path);
        if (profile.isEmpty()) {
            profile = made(path);
        }
        if (profile.isEmpty()) {
            trace.markIndexed(-index.get().generation());
            return;
        }
        IndexedTrace indexed = new IndexedTrace(
                folder(path),
                trace.file(),
                trace.bytes(),
                trace.modified(),
                trace.millis(),
                profile.get().facts().getOrDefault("version", ""),
                profile.get().incomplete());
        IndexedCounts counts = new IndexedCounts(summary.samples(), summary.spanNanos(), summary.slowestNanos());
        Added one = new Added(trace, index.get().generation());
        try {
            index.get().add(indexed, counts, profile.get().invocations());
            added.add(one);
        } catch (IndexUnavailable later) {
            pause();
        }
    }

    /** Computes the invocations of a trace again; empty if the trace can't be read, or if the disk is full. */
    private Optional<InvocationProfile> made(Path path) throws IOException {
        try {
            Futures.await(pictures.get(path, DerivedFile.Kind.invocations1, Analyst.Urgency.whenever));
            return pictures.invocations(path);
        } catch (NoSuchFileException gone) {
            throw gone;
        } catch (IOException | RuntimeException unreadable) {
            return Optional.empty();
        }
    }

    /** Makes everything visible that was added. */
    void flush() throws IOException {
        if (index.isEmpty() || added.isEmpty()) {
            return;
        }
        try {
            index.get().flush();
            added.forEach(one -> one.trace().markIndexed(one.generation()));
        } catch (IndexUnavailable later) {
            pause();
        } finally {
            added.clear();
        }
    }

    /** Checks the index, which reads all of it. If it is damaged, it is made again. */
    void check() {
        try {
            if (index.isPresent()) {
                index.get().check();
            }
        } catch (IOException | RuntimeException | Error isMadeAgain) {
            // From now on, the index has another number, so all traces are added again.
        }
    }

    /** Removes the traces that no longer exist, or that have changed. */
    void forgetMissing(TraceFolder traces) throws IOException {
        if (index.isEmpty()) {
            return;
        }
        List<IndexedTrace> some = index.get().after("", "", AT_ONCE);
        while (!some.isEmpty()) {
            List<IndexedTrace> gone = new ArrayList<>();
            for (IndexedTrace one : some) {
                if (!isThere(traces, one)) {
                    gone.add(one);
                }
            }
            if (!gone.isEmpty()) {
                index.get().remove(gone);
            }
            IndexedTrace last = some.get(some.size() - 1);
            some = index.get().after(last.folder(), last.file(), AT_ONCE);
        }
    }

    /** Whether the folder has the trace in the state in which it was indexed. */
    static boolean isThere(TraceFolder traces, IndexedTrace one) throws IOException {
        if (!traces.inventory().isOverfull()) {
            return traces.inventory()
                    .find(one.folder(), one.file())
                    .filter(trace -> trace.bytes() == one.bytes() && trace.modified() == one.modified())
                    .isPresent();
        }
        Optional<Path> path = traces.find(one.folder(), one.file());
        return path.isPresent()
                && TraceFolder.attributes(path.get())
                        .filter(found -> found.size() == one.bytes()
                                && found.lastModifiedTime().toMillis() == one.modified())
                        .isPresent();
    }

    private static String folder(Path path) {
        return ParentFolder.of(path).getFileName().toString();
    }
}
