package faastrace.collector.views.function;

import faastrace.chart.ProfileJson;
import faastrace.collector.http.HttpError;
import faastrace.collector.store.KnownTrace;
import faastrace.collector.store.StoredTraceHead;
import faastrace.collector.store.TraceFolder;
import faastrace.collector.store.TraceName;
import faastrace.collector.views.TracePath;
import faastrace.trace.read.TraceReader;
import faastrace.trace.read.TraceTooLarge;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Adds up all samples of several traces, whether or not they belong to invocations, in the data format of a trace's
 * page. The newest traces come first. If this takes too long or too much memory, the oldest traces are left out, and
 * the title says so.
 */
public final class MergedTraces {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int SHARE_OF_HEAP = 6;
    private static final int NOT_FOUND = 404;

    private final TraceFolder folder;
    private final Wanted wanted;
    private final long end = System.nanoTime() + LONGEST.toNanos();
    private final TraceReader reader = TraceReader.ofSums(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    private int found;
    private int merged;
    private boolean isFull;

    private MergedTraces(TraceFolder folder, Wanted wanted) {
        this.folder = folder;
        this.wanted = wanted;
    }

    /**
     * Which traces are merged.
     *
     * @param keys the traces, as FOLDER/FILE; if this list is empty, the other criteria choose
     * @param name the name that the traces were sent with
     * @param from the start of the time range in which the traces were received, in milliseconds since 1970
     * @param to the end of this time range (exclusive)
     * @param version the version of the function; an empty text for traces without a version
     */
    public record Wanted(List<String> keys, String name, long from, long to, Optional<String> version) {
        public Wanted {
            keys = List.copyOf(keys);
        }
    }

    /** The samples as JSON. The fact {@code selection} names what they are. */
    public static byte[] profile(TraceFolder folder, Wanted wanted) throws IOException {
        MergedTraces all = new MergedTraces(folder, wanted);
        all.merge(wanted.keys().isEmpty() ? all.ofFunction() : all.ofKeys());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ProfileJson.write(all.reader.trace(), Map.of("selection", all.title()), out);
        return out.toByteArray();
    }

    private List<Path> ofKeys() {
        List<Path> paths = new ArrayList<>();
        for (String key : wanted.keys()) {
            paths.add(TracePath.key(key)
                    .flatMap(parts -> folder.find(parts[0], parts[1]))
                    .orElseThrow(TracePath::missing));
        }
        return paths.stream().distinct().toList();
    }

    /** The traces of the function, the newest first. */
    private List<Path> ofFunction() throws IOException {
        List<Path> paths = new ArrayList<>();
        String own = new TraceName(wanted.name()).folder();
        if (folder.findFolder(own).isEmpty()) {
            throw new HttpError(NOT_FOUND, "there is no such function", "see the first page");
        }
        folder.inventory().awaitFresh();
        folder.inventory().visit(Optional.of(own), (contents, traces) -> {
            for (KnownTrace trace : traces) {
                if (trace.millis() >= wanted.from() && trace.millis() < wanted.to()) {
                    paths.add(contents.folder().resolve(trace.file()));
                }
            }
        });
        Collections.reverse(paths);
        return paths;
    }

    private void merge(List<Path> paths) {
        for (Path path : paths) {
            if (isOfVersion(path)) {
                found++;
                isFull = System.nanoTime() > end || !add(path);
            }
            if (isFull || System.nanoTime() > end) {
                isFull = true;
                break;
            }
        }
        if (wanted.version().isEmpty()) {
            found = paths.size();
        }
    }

    private boolean isOfVersion(Path path) {
        try {
            return wanted.version().isEmpty()
                    || StoredTraceHead.beginning(path)
                            .version()
                            .orElse("")
                            .equals(wanted.version().get());
        } catch (IOException deleted) {
            return false;
        }
    }

    /** Adds a trace. Returns false if time or memory has run out, so that no more traces can be added. */
    private boolean add(Path path) {
        folder.readers().begin(path);
        try (InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
            reader.add(in, () -> {
                if (System.nanoTime() > end) {
                    throw new TooLate();
                }
            });
            merged++;
            return true;
        } catch (TraceTooLarge | TooLate full) {
            return false;
        } catch (IOException unreadable) {
            return true; // such as a trace that was deleted in the meantime
        } finally {
            folder.readers().end(path);
        }
    }

    private String title() {
        if (isFull && wanted.version().isPresent()) {
            return "only the newest " + traces(merged); // it is not known how many others have this version
        }
        return merged < found ? "only " + merged + " of " + traces(found) : traces(found);
    }

    private static String traces(int count) {
        return count == 1 ? "1 trace" : count + " traces";
    }

    /** Stops the reading of a trace. */
    private static final class TooLate extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
