package faastrace.collector.routes;

import faastrace.collector.http.FixedRoute;
import faastrace.collector.http.HttpError;
import faastrace.collector.http.HttpExchange;
import faastrace.collector.http.QueryParameters;
import faastrace.collector.http.Route;
import faastrace.collector.store.TraceFolder;
import faastrace.collector.store.TraceName;
import faastrace.collector.views.AsyncAnswer;
import faastrace.collector.views.LookupThreads;
import faastrace.collector.views.function.MergedTraces;
import faastrace.pages.MergedPage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * {@code GET /merged} and {@code GET /v1/merged.json}: the flame graph of several traces, as a page and as the data of
 * this page. The query names single traces ({@code t=FOLDER/FILE}, several times), or a function ({@code name=…}). With
 * a function, {@code from} and {@code to} limit when the traces were received, in milliseconds since 1970, and
 * {@code version} chooses the version of the function; an empty value means traces without a version.
 */
final class MergedRoutes {
    private static final List<String> KNOWN = List.of("t", "name", "from", "to", "version");
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int MOST_KEYS = 100;

    private MergedRoutes() {}

    static List<Route> both(TraceFolder folder, LookupThreads lookups) {
        return List.of(new PageRoute(folder), new DataRoute(folder, lookups));
    }

    private static final class PageRoute extends FixedRoute {
        private final TraceFolder folder;

        PageRoute(TraceFolder folder) {
            super("GET", "/merged", false);
            this.folder = folder;
        }

        @Override
        public void answer(HttpExchange exchange) {
            if (QueryParameters.of(exchange).fields().getSize() == 0) {
                exchange.page(200, MergedPage.choose(exchange.site()));
                return;
            }
            MergedTraces.Wanted wanted = wanted(exchange);
            if (!wanted.name().isEmpty()
                    && folder.findFolder(new TraceName(wanted.name()).folder()).isEmpty()) {
                throw new HttpError(NOT_FOUND, "there is no such function", "see the first page");
            }
            exchange.page(200, MergedPage.of(wanted.name(), wanted.version(), wanted.keys(), exchange.site()));
        }
    }

    private static final class DataRoute extends FixedRoute {
        private final TraceFolder folder;
        private final LookupThreads lookups;

        DataRoute(TraceFolder folder, LookupThreads lookups) {
            super("GET", "/v1/merged.json", false);
            this.folder = folder;
            this.lookups = lookups;
        }

        @Override
        public void answer(HttpExchange exchange) {
            MergedTraces.Wanted wanted = wanted(exchange);
            AsyncAnswer.answer(
                    exchange,
                    lookups.askComparison(wanted, () -> MergedTraces.profile(folder, wanted)),
                    json -> exchange.text("application/json", new String(json, StandardCharsets.UTF_8)));
        }
    }

    /** The traces in a query. Throws {@link HttpError} if it is not valid. */
    private static MergedTraces.Wanted wanted(HttpExchange exchange) {
        QueryParameters asked = QueryParameters.of(exchange, KNOWN, List.of("t"));
        List<String> keys = asked.fields().getValuesOrEmpty("t");
        String name = asked.text("name");
        if (keys.isEmpty() == name.isEmpty()) {
            throw new HttpError(
                    BAD_REQUEST,
                    "the query must name either traces or a function",
                    "use 't=FOLDER/FILE' for each trace, or 'name=FUNCTION' for all traces of a function");
        }
        if (keys.size() > MOST_KEYS) {
            throw new HttpError(
                    BAD_REQUEST,
                    "the query names " + keys.size() + " traces",
                    "name at most " + MOST_KEYS + " of them, or use 'name', 'from' and 'to'");
        }
        long from = asked.wholeNumber("from", 0);
        long to = asked.wholeNumber("to", Long.MAX_VALUE);
        if (from >= to) {
            throw new HttpError(BAD_REQUEST, "the value of 'to' is not after 'from'", "correct one of them");
        }
        return new MergedTraces.Wanted(
                keys, name, from, to, Optional.ofNullable(asked.fields().getValue("version")));
    }
}
