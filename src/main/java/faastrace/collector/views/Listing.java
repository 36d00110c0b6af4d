package faastrace.collector.views;

import faastrace.collector.index.IndexedTrace;
import faastrace.collector.store.FolderContents;
import faastrace.collector.store.KnownTrace;
import faastrace.collector.store.StoredTrace;
import faastrace.collector.store.TraceFolder;
import faastrace.files.ParentFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads one page of a list of traces. To limit memory and time, it holds at most one page of traces. The index knows
 * which traces contain an invocation. Of the traces that are not in the index yet, it searches at most a thousand. The
 * next page continues the search.
 */
public final class Listing {
    private static final int LOOKED_INTO = 1000;
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private final TraceFolder traces;
    private final Pictures pictures;
    private final TraceQuery query;
    private final Candidates candidates;
    private final int room;
    private Ranking ranking;
    private OrderCoverage coverage = new OrderCoverage();
    private final Map<String, String> names = new HashMap<>();

    private Listing(TraceFolder traces, Pictures pictures, TraceQuery query) {
        this.traces = traces;
        this.candidates = new Candidates(pictures, query.call());
        this.pictures = pictures;
        this.query = query;
        this.room = query.call().isPresent() ? LOOKED_INTO : query.limit();
        this.ranking = new Ranking(query.order(), room, query.after());
    }

    /**
     * One page of the list.
     *
     * @param next the last trace of this page, after which the next page starts; empty if this is the last page
     * @param coverage the number of traces that can't be sorted by their samples
     */
    public record Page(List<StoredTrace> traces, Optional<Ranked> next, OrderCoverage coverage) {}

    /** Reads one page of the list. */
    public static Page read(TraceFolder traces, Pictures pictures, TraceQuery query) throws IOException {
        Listing listing = new Listing(traces, pictures, query);
        listing.collect();
        return listing.page();
    }

    private void collect() throws IOException {
        traces.inventory().visit(query.folder(), this::take);
        Optional<List<IndexedTrace>> named = candidates.ask();
        if (named.isPresent()) {
            for (IndexedTrace one : named.get()) {
                offer(one);
            }
        } else {
            ranking = new Ranking(query.order(), room, query.after());
            coverage = new OrderCoverage();
            traces.inventory().visit(query.folder(), this::take);
        }
    }

    /** Offers a trace that the index names, if it still exists. */
    private void offer(IndexedTrace one) throws IOException {
        boolean inFolder = query.folder().map(one.folder()::equals).orElse(true);
        Optional<KnownTrace> known =
                inFolder ? traces.inventory().findState(one.folder(), one.file()) : Optional.empty();
        if (known.isPresent() && query.within(new KnownTrace[] {known.get()}).length > 0) {
            ranking.offerOnce(one.folder(), known.get());
        }
    }

    private void take(FolderContents contents, KnownTrace[] all) throws IOException {
        KnownTrace[] asked = query.within(all);
        if (query.order().isOfCounts()) {
            coverage.look(traces, pictures, contents, asked);
        }
        ranking.offer(contents.own(), candidates.unknown(contents.own(), asked));
    }

    private Page page() throws IOException {
        List<StoredTrace> found = new ArrayList<>();
        boolean more = ranking.hasMore();
        Ranked last = null;
        long begin = System.nanoTime();
        for (Ranked one : ranking.best()) {
            boolean enough = found.size() == query.limit();
            if (enough || (last != null && System.nanoTime() - begin > LONGEST.toNanos())) {
                more = true;
                break;
            }
            last = one;
            trace(one).ifPresent(found::add);
        }
        return new Page(found, more ? Optional.ofNullable(last) : Optional.empty(), coverage);
    }

    private Optional<StoredTrace> trace(Ranked one) throws IOException {
        Path path = one.path(traces);
        Optional<BasicFileAttributes> found =
                TraceFolder.attributes(path).filter(attributes -> attributes.isRegularFile());
        if (found.isEmpty() || !candidates.isCertain(one.folder(), one.trace()) && !holdsCall(path)) {
            return Optional.empty();
        }
        String name = names.computeIfAbsent(one.folder(), own -> traces.nameOf(ParentFolder.of(path)));
        return Optional.of(new StoredTrace(
                name,
                one.folder(),
                one.trace().file(),
                found.get().size(),
                one.trace().time()));
    }

    private boolean holdsCall(Path path) throws IOException {
        return query.call().isEmpty() || HeadSearch.contains(path, query.call().get());
    }
}
