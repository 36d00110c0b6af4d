package faastrace.collector;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code GET /v1/traces[?name=NAME…]}: what is kept, page by page. */
final class ListRoute implements Route {
    private final TraceFolder folder;

    ListRoute(TraceFolder folder) {
        this.folder = folder;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public boolean matches(String path) {
        return path.equals("/v1/traces");
    }

    @Override
    public void answer(Exchange exchange) throws IOException {
        Query query = Query.of(exchange.request());
        Listing.Page page = Listing.read(folder, query);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("traces", page.traces().stream().map(StoredTrace::fields).toList());
        page.next().ifPresent(place -> fields.put("next", query.next(place)));
        exchange.json(200, fields);
    }
}
