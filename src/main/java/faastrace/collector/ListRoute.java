package faastrace.collector;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code GET /v1/traces[?name=NAME…]}: what is kept, page by page. */
final class ListRoute extends FixedRoute {
    private final TraceFolder folder;

    ListRoute(TraceFolder folder) {
        super("GET", "/v1/traces", false);
        this.folder = folder;
    }

    @Override
    public void answer(Exchange exchange) throws IOException {
        Query query = Query.of(exchange);
        Listing.Page page = Listing.read(folder, query);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("traces", page.traces().stream().map(StoredTrace::fields).toList());
        page.next().ifPresent(place -> fields.put("next", query.next(place)));
        exchange.json(200, fields);
    }
}
