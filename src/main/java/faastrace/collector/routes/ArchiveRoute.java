package faastrace.collector.routes;

import faastrace.collector.archive.Archive;
import faastrace.collector.http.FixedRoute;
import faastrace.collector.http.HttpExchange;
import faastrace.collector.http.QueryParameters;
import faastrace.collector.store.TraceName;
import faastrace.collector.views.AsyncAnswer;
import faastrace.collector.views.LookupThreads;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code GET /v1/archive[?name=NAME]}: the archived hours. */
final class ArchiveRoute extends FixedRoute {
    private final Optional<Archive> archive;
    private final LookupThreads lookups;

    ArchiveRoute(Optional<Archive> archive, LookupThreads lookups) {
        super("GET", "/v1/archive", false);
        this.archive = archive;
        this.lookups = lookups;
    }

    @Override
    public void answer(HttpExchange exchange) {
        String name = QueryParameters.of(exchange, List.of("name")).text("name");
        Optional<String> own =
                Optional.of(name).filter(text -> !text.isEmpty()).map(text -> new TraceName(text).folder());
        AsyncAnswer.answer(
                exchange,
                lookups.askLong(
                        List.of("archive", name),
                        () -> archive.isPresent() ? archive.get().hours(own) : List.<Archive.Archived>of()),
                hours -> exchange.json(
                        200,
                        Map.of("hours", hours.stream().map(ArchiveRoute::fields).toList())));
    }

    private static Map<String, Object> fields(Archive.Archived hour) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("folder", hour.folder());
        fields.put("hour", hour.hour().toString());
        fields.put("traces", hour.traces());
        return fields;
    }
}
