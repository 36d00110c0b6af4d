package faastrace.collector.routes;

import faastrace.collector.http.HttpExchange;
import faastrace.collector.http.QueryParameters;
import faastrace.collector.store.DerivedFile;
import faastrace.collector.store.TraceFolder;
import faastrace.collector.views.Analyst;
import faastrace.collector.views.AsyncAnswer;
import faastrace.collector.views.Catalogue;
import faastrace.collector.views.Pictures;
import faastrace.collector.views.TracePath;
import faastrace.pages.ListedTrace;
import faastrace.pages.PageLinks;
import faastrace.pages.TraceRow;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

/** {@code GET /traces/FOLDER/FILE/row}: a trace's row in the list, after the trace's samples are counted. */
final class RowRoute extends TraceRoute {
    /** The page that the row is inserted into. */
    private static final PageLinks LIST = PageLinks.at(0, false);

    private final Pictures pictures;

    RowRoute(TraceFolder folder, Pictures pictures) {
        super(folder, "GET", TracePath.ofPage("/row"));
        this.pictures = pictures;
    }

    @Override
    void answer(HttpExchange exchange, Path trace) throws IOException {
        String first = QueryParameters.of(exchange).text("first");
        String compared = TracePath.key(first).isPresent() ? first : "";
        TraceRow.Way way =
                new TraceRow.Way(LIST, compared, QueryParameters.of(exchange).text("call"));
        AsyncAnswer.answer(exchange, pictures.get(trace, DerivedFile.Kind.summary3, Analyst.Urgency.soon), kept -> {
            ListedTrace listed = Catalogue.listed(folder(), pictures, trace).orElseThrow(TracePath::missing);
            exchange.page(200, TraceRow.of(listed, way, Instant.now()));
        });
    }
}
