package faastrace.collector;

import faastrace.pages.Summary;
import java.io.IOException;
import java.nio.file.Path;

/** {@code GET /v1/traces/FOLDER/FILE/summary}: a trace in numbers. */
final class SummaryRoute implements Route {
    private final TraceFolder folder;
    private final Pictures pictures;
    private final TracePath path = new TracePath("/summary");

    SummaryRoute(TraceFolder folder, Pictures pictures) {
        this.folder = folder;
        this.pictures = pictures;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public boolean matches(String text) {
        return path.matches(text);
    }

    @Override
    public void answer(Exchange exchange) throws IOException {
        Path trace = path.find(folder, exchange);
        Later.answer(exchange, pictures.get(trace, Kept.Kind.summary1, false), kept -> {
            Summary summary = pictures.known(trace).orElseThrow(TracePath::missing);
            exchange.json(200, summary.fields());
        });
    }
}
