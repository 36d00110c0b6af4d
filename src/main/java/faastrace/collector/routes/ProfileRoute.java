package faastrace.collector.routes;

import faastrace.collector.http.FileAnswer;
import faastrace.collector.http.HttpExchange;
import faastrace.collector.store.DerivedFile;
import faastrace.collector.store.TraceFolder;
import faastrace.collector.views.Analyst;
import faastrace.collector.views.AsyncAnswer;
import faastrace.collector.views.Pictures;
import faastrace.collector.views.TracePath;
import java.io.IOException;
import java.nio.file.Path;

/**
 * {@code GET /v1/traces/FOLDER/FILE/profile.json}: the call tree and each sample of a trace, as the pages read them.
 */
final class ProfileRoute extends TraceRoute {
    private final Pictures pictures;

    ProfileRoute(TraceFolder folder, Pictures pictures) {
        super(folder, "GET", "/profile.json");
        this.pictures = pictures;
    }

    @Override
    void answer(HttpExchange exchange, Path trace) throws IOException {
        AsyncAnswer.answer(
                exchange,
                pictures.get(trace, DerivedFile.Kind.profile6, Analyst.Urgency.now),
                kept -> FileAnswer.packed(
                        exchange, kept, DerivedFile.length(kept).orElseThrow(TracePath::missing)));
    }
}
