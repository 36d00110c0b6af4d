package faastrace.collector.views;

import faastrace.chart.ProfileJson;
import faastrace.collector.http.HttpError;
import faastrace.collector.index.InvocationIndex;
import faastrace.collector.store.DerivedFile;
import faastrace.collector.store.KnownTrace;
import faastrace.collector.store.TraceFolder;
import faastrace.document.Json;
import faastrace.files.ParentFolder;
import faastrace.pages.ListSummary;
import faastrace.problem.Problem;
import faastrace.trace.Selection;
import faastrace.trace.Trace;
import faastrace.trace.invocation.InvocationProfile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The data that pages show about traces. The {@link Analyst} computes this data once for each trace. The data is then
 * kept in files next to the trace ({@link DerivedFile}).
 */
public final class Pictures {
    private static final int MOST_KNOWN = 1000;

    /** The maximum number of bytes to read of a summary. */
    private static final int MOST_SUMMARY = 1 << 20;

    private final TraceFolder folder;
    private final Analyst analyst;
    private final Optional<InvocationIndex> index;
    private final IndexedTraces indexed;
    private final Map<Path, CompletableFuture<Path>> underWay = new ConcurrentHashMap<>();
    private final Map<Path, ListSummary> known = recent();
    private final Map<Path, HttpError> hopeless = recent();
    private final Map<Path, String> failures = recent();

    /** Keeps the analyst's results in the given folder, without an index. */
    public Pictures(TraceFolder folder, Analyst analyst) {
        this(folder, analyst, Optional.empty());
    }

    /** Keeps the analyst's results in the given folder. The index, if there is one, has the folder's invocations. */
    public Pictures(TraceFolder folder, Analyst analyst, Optional<InvocationIndex> index) {
        this.folder = folder;
        this.analyst = analyst;
        this.index = index;
        this.indexed = new IndexedTraces(folder, index);
    }

    /** The index of the folder's invocations; empty if the collector could not make one. */
    public Optional<InvocationIndex> index() {
        return index;
    }

    /** Which traces are in the index. */
    public IndexedTraces indexed() {
        return indexed;
    }

    /** The analyst that reads the traces. */
    public Analyst analyst() {
        return analyst;
    }

    /** The statistics of a trace; empty if they are not computed yet. */
    public Optional<ListSummary> known(Path trace) throws IOException {
        Optional<Path> path = DerivedFile.path(trace, DerivedFile.Kind.summary3);
        if (path.isEmpty()) {
            return Optional.empty();
        }
        ListSummary summary = known.get(path.get());
        if (summary == null) {
            summary = read(path.get());
        }
        if (summary != null) {
            known.put(path.get(), summary);
        }
        return Optional.ofNullable(summary);
    }

    /** Why the statistics of a trace could not be computed; empty if nothing has failed yet. */
    Optional<String> failure(Path trace) throws IOException {
        return DerivedFile.path(trace, DerivedFile.Kind.summary3).map(failures::get);
    }

    /** Whether it is useless to try again to compute the statistics of a trace. */
    boolean isHopeless(Path trace) throws IOException {
        return DerivedFile.path(trace, DerivedFile.Kind.summary3)
                .filter(hopeless::containsKey)
                .isPresent();
    }

    /** Whether the statistics of a trace are computed for its current state. Looks only at file names. */
    boolean isCounted(Path path, KnownTrace trace) throws IOException {
        Path kept = DerivedFile.path(path, trace.bytes(), trace.modified(), DerivedFile.Kind.summary3);
        return hopeless.containsKey(kept) || TraceFolder.attributes(kept).isPresent();
    }

    /** Returns the file with the data, and creates a missing file. Requests for the same file share the work. */
    public CompletableFuture<Path> get(Path trace, DerivedFile.Kind kind, Analyst.Urgency urgency) throws IOException {
        Path path = DerivedFile.path(trace, kind).orElseThrow(TracePath::missing);
        HttpError refused = hopeless.get(path);
        if (refused != null) {
            return CompletableFuture.failedFuture(refused);
        }
        if (DerivedFile.length(path).isPresent()) {
            return CompletableFuture.completedFuture(path);
        }
        CompletableFuture<Path> mine = new CompletableFuture<>();
        CompletableFuture<Path> there = underWay.putIfAbsent(path, mine);
        if (there != null) {
            return there;
        }
        analyst.ask(trace, urgency, read -> make(trace, path, kind, read)).whenComplete((made, failure) -> {
            underWay.remove(path);
            if (failure == null) {
                mine.complete(path);
            } else {
                remember(path, urgency, failure);
                mine.completeExceptionally(failure);
            }
        });
        return mine;
    }

    /** Remembers traces that are too large, so that they are not read again and again. */
    private void remember(Path path, Analyst.Urgency urgency, Throwable failure) {
        boolean later = failure instanceof NoSuchFileException
                || failure instanceof HttpError refusal && refusal.status() == Analyst.TOO_BUSY;
        if (!later) {
            failures.put(path, Analyst.reason(failure));
        }
        // If background work failed, a user's request may still succeed, because the request gets more time.
        if (urgency != Analyst.Urgency.whenever && Analyst.isHopeless(failure)) {
            hopeless.put(path, Analyst.refusal(failure));
        }
    }

    private Path make(Path trace, Path path, DerivedFile.Kind kind, Trace read) throws IOException {
        List<Path> all = DerivedFile.all(trace);
        Path summary = DerivedFile.path(trace, DerivedFile.Kind.summary3).orElseThrow(TracePath::missing);
        Path invocations =
                DerivedFile.path(trace, DerivedFile.Kind.invocations2).orElseThrow(TracePath::missing);
        if (kind == DerivedFile.Kind.profile6) {
            write(path, out -> {
                GZIPOutputStream packed = new Quick(out);
                ProfileJson.write(read, Selection.ALL, packed);
                packed.finish();
            });
        }
        Optional<ListSummary> before = known(trace);
        ListSummary numbers = before.orElseGet(() -> ListSummary.of(read));
        if (DerivedFile.length(invocations).isEmpty()) {
            InvocationProfile profile = InvocationProfile.of(read);
            keep(invocations, out -> InvocationFile.write(numbers, profile, out));
        }
        if (before.isEmpty()) {
            known.put(summary, numbers);
            folder.inventory().count(trace, numbers);
            keep(summary, out -> out.write(Json.writeLine(numbers.fields()).getBytes(StandardCharsets.UTF_8)));
        }
        if (TraceFolder.attributes(trace).isEmpty()) {
            // The trace was deleted in the meantime, so these new files must be deleted too.
            DerivedFile.delete(all);
            folder.names().deleteIfEmpty(ParentFolder.of(trace));
            throw new NoSuchFileException(trace.toString());
        }
        return path;
    }

    /**
     * The invocations of a trace; empty if they have not been computed yet.
     *
     * @param samples whether their samples are needed too
     */
    public Optional<InvocationFile> invocations(Path trace, boolean samples) throws IOException {
        Optional<Path> path = DerivedFile.path(trace, DerivedFile.Kind.invocations2);
        return path.isEmpty() ? Optional.empty() : invocationsIn(path.get(), samples);
    }

    /** The invocations of a trace in its known state, without their samples; empty if they are not computed yet. */
    Optional<InvocationFile> invocations(Path trace, KnownTrace known) throws IOException {
        return invocationsIn(
                DerivedFile.path(trace, known.bytes(), known.modified(), DerivedFile.Kind.invocations2), false);
    }

    private static Optional<InvocationFile> invocationsIn(Path path, boolean samples) throws IOException {
        try {
            return InvocationFile.read(path, samples);
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        } catch (IOException notOurs) {
            deleteIfPossible(path); // so that it is created again
            return Optional.empty();
        }
    }

    private void keep(Path path, DerivedFile.Content content) {
        try {
            write(path, content);
        } catch (IOException full) {
            // The statistics are still in memory. They are computed again after a restart.
        }
    }

    private void write(Path path, DerivedFile.Content content) throws IOException {
        Path part = path.resolveSibling(folder.keptPartName());
        try {
            DerivedFile.write(part, content);
            Files.move(part, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Compresses at the highest speed, because a user is waiting. */
    private static final class Quick extends GZIPOutputStream {
        Quick(OutputStream out) throws IOException {
            super(out, 1 << 16);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    private static @Nullable ListSummary read(Path path) throws IOException {
        Optional<InputStream> there = DerivedFile.open(path);
        if (there.isEmpty()) {
            return null;
        }
        try (InputStream in = there.get()) {
            return ListSummary.read(new String(in.readNBytes(MOST_SUMMARY), StandardCharsets.UTF_8));
        } catch (Problem notOurs) {
            deleteIfPossible(path); // so that it is created again
            return null;
        } catch (NoSuchFileException gone) {
            return null;
        }
    }

    private static void deleteIfPossible(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException stays) {
            // As long as the file exists, the trace has no statistics.
        }
    }

    private static <T> Map<Path, T> recent() {
        return Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Path, T> eldest) {
                return size() > MOST_KNOWN;
            }
        });
    }
}
