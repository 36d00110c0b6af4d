package faastrace.collector.routes.function;

import faastrace.collector.http.HttpExchange;
import faastrace.collector.http.QueryParameters;
import faastrace.collector.store.TraceFolder;
import faastrace.pages.FunctionPage;
import java.nio.file.Path;
import java.util.List;
import java.util.StringJoiner;
import org.eclipse.jetty.util.UrlEncoded;

/** {@code GET /functions/FOLDER[?…]}: the page of a function. The query has the whole view. */
public final class FunctionPageRoute extends FunctionRoute {
    private static final List<String> CRITERIA = List.of("begin", "end", "low", "high", "version", "slowest");

    /** Serves the pages of all functions that have a folder. */
    public FunctionPageRoute(TraceFolder traces) {
        super(traces, "/functions/", "");
    }

    @Override
    void answer(HttpExchange exchange, Path folder) {
        QueryParameters asked = QueryParameters.of(exchange, SELECTION);
        Range.of(asked);
        selection(asked); // both throw if the query is not valid
        boolean selected = CRITERIA.stream().anyMatch(name -> asked.fields().getValue(name) != null);
        StringJoiner query = new StringJoiner("&");
        for (String name : SELECTION) {
            String value = asked.fields().getValue(name);
            if (value != null) {
                query.add(name + "=" + UrlEncoded.encodeString(value));
            }
        }
        exchange.page(
                200,
                FunctionPage.of(
                        traces().nameOf(folder),
                        folder.getFileName().toString(),
                        selected ? query.toString() : "",
                        exchange.site()));
    }
}
