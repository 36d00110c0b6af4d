package faastrace.collector.routes.function;

import faastrace.collector.http.HttpError;
import faastrace.collector.http.HttpExchange;
import faastrace.collector.http.QueryParameters;
import faastrace.collector.store.TraceFolder;
import faastrace.collector.views.Catalogue;
import faastrace.collector.views.Pictures;
import faastrace.collector.views.TracePath;
import faastrace.collector.views.function.CallSelection;
import faastrace.collector.views.function.FunctionCalls;
import faastrace.pages.FunctionPage;
import faastrace.pages.ListedTrace;
import faastrace.pages.TraceLink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.eclipse.jetty.util.UrlEncoded;

/**
 * {@code GET /functions/FOLDER[?…]}: the page of a function, or of one of its traces. The query has the whole view.
 */
public final class FunctionPageRoute extends FunctionRoute {
    private static final List<String> CRITERIA = List.of("begin", "end", "low", "high", "version", "slowest");

    /** The values of the parameter {@code show}. */
    private static final List<String> PICTURES = List.of("", "selection", "difference");

    private static final List<String> VIEW =
            Stream.concat(SELECTION.stream(), Stream.of("show")).toList();

    private final Pictures pictures;
    private final Optional<TraceLink> traceLink;
    private final boolean archives;

    /** Serves the pages of all functions that have a folder. */
    public FunctionPageRoute(TraceFolder traces, Pictures pictures, Optional<TraceLink> traceLink, boolean archives) {
        super(traces, "/functions/", "");
        this.pictures = pictures;
        this.traceLink = traceLink;
        this.archives = archives;
    }

    @Override
    void answer(HttpExchange exchange, Path folder) throws IOException {
        QueryParameters asked = QueryParameters.of(exchange, VIEW);
        FunctionCalls.Scope scope = scope(asked, folder);
        FunctionPage.Content content =
                new FunctionPage.Content(traces().nameOf(folder), scope.folder(), trace(scope), selected(asked));
        exchange.page(200, FunctionPage.of(content, traceLink, archives, exchange.site()));
    }

    /** The selection in a query. Throws {@link HttpError} if it is not valid. */
    private static Optional<FunctionPage.Selected> selected(QueryParameters asked) {
        CallSelection selection = selection(asked);
        String show = asked.text("show");
        if (!PICTURES.contains(show)) {
            throw new HttpError(BAD_REQUEST, "the value of 'show' is unknown", "use selection or difference");
        }
        if (CRITERIA.stream().allMatch(name -> asked.fields().getValue(name) == null)) {
            return Optional.empty();
        }
        StringJoiner query = new StringJoiner("&");
        for (String name : SELECTION) {
            String value = asked.fields().getValue(name);
            if (value != null) {
                query.add(name + "=" + UrlEncoded.encodeString(value));
            }
        }
        boolean difference = show.isEmpty() ? selection.isComparison() : show.equals("difference");
        return Optional.of(
                new FunctionPage.Selected(query.toString(), selection.name(), selection.restName(), difference));
    }

    private Optional<ListedTrace> trace(FunctionCalls.Scope scope) throws IOException {
        if (scope.file().isEmpty()) {
            return Optional.empty();
        }
        Path path = traces().find(scope.folder(), scope.file().get()).orElseThrow(TracePath::missing);
        return Optional.of(Catalogue.listed(traces(), pictures, path).orElseThrow(TracePath::missing));
    }
}
