package faastrace.collector.routes;

import faastrace.collector.http.BasePath;
import faastrace.collector.http.FixedRoute;
import faastrace.collector.http.HttpExchange;
import faastrace.collector.store.StoredTrace;
import faastrace.collector.store.TraceFolder;
import faastrace.collector.views.AsyncAnswer;
import faastrace.collector.views.Listing;
import faastrace.collector.views.LookupThreads;
import faastrace.collector.views.Pictures;
import faastrace.collector.views.TraceQuery;
import faastrace.pages.ListSummary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code GET /v1/traces[?name=NAME…]}: the list of traces, page by page. */
final class ListRoute extends FixedRoute {
    private final TraceFolder folder;
    private final Pictures pictures;
    private final LookupThreads lookups;

    ListRoute(TraceFolder folder, Pictures pictures, LookupThreads lookups) {
        super("GET", "/v1/traces", false);
        this.folder = folder;
        this.pictures = pictures;
        this.lookups = lookups;
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

    /** The fields of a trace in the list. Its version is known when its samples are counted. */
    private Map<String, Object> fields(StoredTrace trace, BasePath base) throws IOException {
        Map<String, Object> fields = trace.fields(base.text());
        pictures.known(folder.directory().resolve(trace.folder()).resolve(trace.file()))
                .map(ListSummary::version)
                .filter(version -> !version.isEmpty())
                .ifPresent(version -> fields.put("version", version));
        return fields;
    }
}
