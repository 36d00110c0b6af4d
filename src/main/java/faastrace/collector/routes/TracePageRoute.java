package faastrace.collector.routes;

import faastrace.collector.http.HttpExchange;
import faastrace.collector.store.DerivedFile;
import faastrace.collector.store.StoredTraceHead;
import faastrace.collector.store.TraceFolder;
import faastrace.collector.views.Analyst;
import faastrace.collector.views.Catalogue;
import faastrace.collector.views.Pictures;
import faastrace.collector.views.TracePath;
import faastrace.pages.ListedTrace;
import faastrace.pages.TraceLink;
import faastrace.pages.TracePage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** {@code GET /traces/FOLDER/FILE}: the page with a trace's heat map and flame graph. */
final class TracePageRoute extends TraceRoute {
    private final Pictures pictures;
    private final Optional<TraceLink> traceLink;

    TracePageRoute(TraceFolder folder, Pictures pictures, Optional<TraceLink> traceLink) {
        super(folder, "GET", TracePath.ofPage(""));
        this.pictures = pictures;
        this.traceLink = traceLink;
    }

    /** Responds with the page. Also starts to read the trace, because the page will request the trace's data next. */
    @Override
    void answer(HttpExchange exchange, Path trace) throws IOException {
        ListedTrace listed = Catalogue.listed(folder(), pictures, trace).orElseThrow(TracePath::missing);
        pictures.get(trace, DerivedFile.Kind.profile6, Analyst.Urgency.now);
        exchange.page(200, TracePage.of(listed, StoredTraceHead.head(trace), traceLink, exchange.site()));
    }
}
