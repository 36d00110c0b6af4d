package faastrace.collector.routes;

import faastrace.collector.archive.Archive;
import faastrace.collector.http.BasePath;
import faastrace.collector.http.FixedRoute;
import faastrace.collector.http.HttpExchange;
import faastrace.collector.store.StoredTrace;
import faastrace.collector.store.StoredTraceHead;
import faastrace.collector.store.TraceFolder;
import faastrace.collector.views.AsyncAnswer;
import faastrace.collector.views.Listing;
import faastrace.collector.views.LookupThreads;
import faastrace.collector.views.Pictures;
import faastrace.collector.views.TraceQuery;
import faastrace.pages.ListSummary;
import faastrace.trace.Head;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code GET /v1/traces[?name=NAME…]}: the list of traces, page by page. */
final class ListRoute extends FixedRoute {
    private final TraceFolder folder;
    private final Pictures pictures;
    private final LookupThreads lookups;
    private final Optional<Archive> archive;

    ListRoute(TraceFolder folder, Pictures pictures, LookupThreads lookups, Optional<Archive> archive) {
        super("GET", "/v1/traces", false);
        this.folder = folder;
        this.pictures = pictures;
        this.lookups = lookups;
        this.archive = archive;
    }

    @Override
    public void answer(HttpExchange exchange) {
        TraceQuery query = TraceQuery.of(exchange);
        LookupThreads.Work<Map<String, Object>> work = () -> {
            folder.inventory().awaitFresh();
            return read(query, exchange.base());
        };
        AsyncAnswer.answer(
                exchange,
                query.call().isPresent() ? lookups.askLong(query, work) : lookups.ask(query, work),
                fields -> exchange.json(200, fields));
    }

    private Map<String, Object> read(TraceQuery query, BasePath base) throws IOException {
        Listing.Page page = Listing.read(folder, pictures, query);
        if (page.traces().isEmpty() && page.next().isEmpty() && query.call().isPresent() && archive.isPresent()) {
            boolean restored =
                    archive.get().restoreCall(query.folder(), query.call().get(), query.from(), query.to());
            page = restored ? Listing.read(folder, pictures, query) : page;
        }
        List<Map<String, Object>> traces = new ArrayList<>();
        for (StoredTrace trace : page.traces()) {
            traces.add(fields(trace, base));
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("traces", traces);
        if (query.order().isOfCounts()) {
            fields.put("waiting", page.coverage().waiting());
            fields.put("unreadable", page.coverage().unreadable());
        }
        page.next().ifPresent(place -> fields.put("next", base.text() + query.next(place)));
        return fields;
    }

    /** The fields of a trace in the list. If its samples are not counted yet, its version is read from its head. */
    private Map<String, Object> fields(StoredTrace trace, BasePath base) throws IOException {
        Map<String, Object> fields = trace.fields(base.text());
        Path path = folder.directory().resolve(trace.folder()).resolve(trace.file());
        Optional<String> known = pictures.known(path).map(ListSummary::version);
        (known.isPresent() ? known : version(path))
                .filter(version -> !version.isEmpty())
                .ifPresent(version -> fields.put(Head.VERSION, version));
        return fields;
    }

    private static Optional<String> version(Path path) throws IOException {
        try {
            return StoredTraceHead.beginning(path).version();
        } catch (NoSuchFileException deletedMeanwhile) {
            return Optional.empty();
        }
    }
}
