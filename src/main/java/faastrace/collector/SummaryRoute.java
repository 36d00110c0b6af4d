package faastrace.collector;

import faastrace.pages.Summary;
import java.io.IOException;
import java.nio.file.Path;

/** {@code GET /v1/traces/FOLDER/FILE/summary}: a trace in numbers. */
final class SummaryRoute extends TraceRoute {
    private final Pictures pictures;

    SummaryRoute(TraceFolder folder, Pictures pictures) {
        super(folder, "GET", "/summary");
        this.pictures = pictures;
    }

    @Override
    void answer(Exchange exchange, Path trace) throws IOException {
        Later.answer(exchange, pictures.get(trace, Kept.Kind.summary2, Analyst.Urgency.soon), kept -> {
            Summary summary = pictures.known(trace).orElseThrow(TracePath::missing);
            exchange.json(200, summary.fields());
        });
    }
}
