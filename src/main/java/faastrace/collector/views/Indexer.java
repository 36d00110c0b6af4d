package faastrace.collector.views;

import faastrace.collector.index.IndexUnavailable;
import faastrace.collector.index.IndexedCounts;
import faastrace.collector.index.IndexedRow;
import faastrace.collector.index.IndexedTrace;
import faastrace.collector.index.InvocationIndex;
import faastrace.collector.store.DerivedFile;
import faastrace.collector.store.Futures;
import faastrace.collector.store.KnownTrace;
import faastrace.files.ParentFolder;
import faastrace.trace.Head;
import faastrace.trace.invocation.InvocationProfile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Adds traces to the index of invocations. If the collector has no index, does nothing. */
final class Indexer {
    /** While traces are added, they become visible after this time. */
    private static final Duration FLUSH_EVERY = Duration.ofSeconds(2);

    private final Optional<InvocationIndex> index;
    private final IndexedTraces indexed;
    private final Pictures pictures;
    private final List<Added> added = new ArrayList<>();
    private final Set<KnownTrace> underWay = Collections.newSetFromMap(new IdentityHashMap<>());
    private long flushFrom = System.nanoTime();

    /** @param generation the index to which the trace was added */
    private record Added(String own, KnownTrace trace, int generation) {}

    Indexer(Pictures pictures) {
        this.index = pictures.index();
        this.indexed = pictures.indexed();
        this.pictures = pictures;
    }

    /** Whether nothing is left to do for the trace, except that it may not be visible yet. */
    boolean isDone(String own, KnownTrace trace) {
        return underWay.contains(trace) || indexed.isDone(own, trace);
    }

    /**
     * Takes the numbers of a trace from the index. Returns false if the index doesn't have the trace in its present
     * state.
     */
    boolean find(Path path, KnownTrace trace) throws IOException {
        if (!indexed.mustLoad()) {
            return false; // All traces that the index has are noted.
        }
        int generation = index.orElseThrow().generation();
        String own = own(path);
        Optional<IndexedCounts> counts;
        try {
            counts = index.orElseThrow()
                    .find(own, trace.file(), trace.bytes(), trace.modified())
                    .map(IndexedRow::counts);
        } catch (IndexUnavailable later) {
            return false;
        }
        counts.ifPresent(found -> {
            trace.count(found.samples(), found.spanNanos(), found.slowestNanos());
            indexed.note(own, trace, generation);
        });
        return counts.isPresent();
    }

    /**
     * Adds a trace whose invocations were computed before, without reading the trace. Returns false if they have not
     * been computed.
     */
    boolean addKnown(Path path, KnownTrace trace) throws IOException {
        if (isDone(own(path), trace) || !pictures.isCounted(path, trace)) {
            return false;
        }
        Optional<InvocationFile> file = pictures.invocations(path, trace);
        if (file.isPresent()) {
            IndexedCounts counts = file.get().counts();
            trace.count(counts.samples(), counts.spanNanos(), counts.slowestNanos());
            add(path, trace, file.get());
        }
        return file.isPresent();
    }

    /** Adds a trace whose samples have been counted. */
    void add(Path path, KnownTrace trace) throws IOException {
        if (index.isEmpty() || isDone(own(path), trace)) {
            return;
        }
        Optional<InvocationFile> file = pictures.invocations(path, trace);
        if (file.isEmpty()) {
            file = made(path, trace);
        }
        if (file.isPresent()) {
            add(path, trace, file.get());
        } else {
            indexed.note(own(path), trace, -index.get().generation());
        }
    }

    private void add(Path path, KnownTrace trace, InvocationFile file) throws IOException {
        InvocationProfile profile = file.profile();
        String own = own(path);
        IndexedTrace row = new IndexedTrace(
                own,
                trace.file(),
                trace.bytes(),
                trace.modified(),
                trace.millis(),
                profile.facts().getOrDefault(Head.VERSION, ""),
                profile.incomplete(),
                profile.leftOut(),
                IndexedTrace.late(trace.millis(), Head.epochNanos(profile.facts()), profile.invocations()));
        Added one = new Added(own, trace, index.orElseThrow().generation());
        try {
            index.orElseThrow().add(row, file.counts(), profile.invocations());
            added.add(one);
            underWay.add(trace);
        } catch (IndexUnavailable later) {
            // It is added when the index can be used again.
        }
    }

    /** Computes the invocations of a trace again; empty if the trace can't be read, or if the disk is full. */
    private Optional<InvocationFile> made(Path path, KnownTrace trace) throws IOException {
        try {
            Futures.await(pictures.get(path, DerivedFile.Kind.invocations2, Analyst.Urgency.whenever));
            return pictures.invocations(path, trace);
        } catch (NoSuchFileException gone) {
            throw gone;
        } catch (IOException | RuntimeException unreadable) {
            return Optional.empty();
        }
    }

    /** If some time has passed, makes everything visible that was added. */
    void flushSometimes() throws IOException {
        if (System.nanoTime() - flushFrom > 0) {
            flush();
        }
    }

    /** Makes everything visible that was added. */
    void flush() throws IOException {
        if (index.isEmpty() || added.isEmpty()) {
            return;
        }
        try {
            index.get().flush();
            added.forEach(one -> indexed.note(one.own(), one.trace(), one.generation()));
        } catch (IndexUnavailable later) {
            // What was added is added again.
        } finally {
            added.clear();
            underWay.clear();
            flushFrom = System.nanoTime() + FLUSH_EVERY.toNanos();
        }
    }

    private static String own(Path path) {
        return ParentFolder.of(path).getFileName().toString();
    }
}
