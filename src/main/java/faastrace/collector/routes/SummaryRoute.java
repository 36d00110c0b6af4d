package faastrace.collector.routes;

import faastrace.collector.http.HttpExchange;
import faastrace.collector.store.DerivedFile;
import faastrace.collector.store.TraceFolder;
import faastrace.collector.views.Analyst;
import faastrace.collector.views.AsyncAnswer;
import faastrace.collector.views.Pictures;
import faastrace.collector.views.TracePath;
import faastrace.pages.ListSummary;
import java.io.IOException;
import java.nio.file.Path;

/** {@code GET /v1/traces/FOLDER/FILE/summary}: the statistics of a trace. */
final class SummaryRoute extends TraceRoute {
    private final Pictures pictures;

    SummaryRoute(TraceFolder folder, Pictures pictures) {
        super(folder, "GET", "/summary");
        this.pictures = pictures;
    }

    @Override
    void answer(HttpExchange exchange, Path trace) throws IOException {
        AsyncAnswer.answer(exchange, pictures.get(trace, DerivedFile.Kind.summary3, Analyst.Urgency.soon), kept -> {
            ListSummary summary = pictures.known(trace).orElseThrow(TracePath::missing);
            exchange.json(200, summary.fields());
        });
    }
}
