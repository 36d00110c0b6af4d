package faastrace.collector.routes;

import faastrace.collector.http.HttpExchange;
import faastrace.collector.store.TraceFolder;
import faastrace.collector.views.Analyst;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code GET /v1/traces/FOLDER/FILE/progress}: how much of a requested trace has been read. */
final class ProgressRoute extends TraceRoute {
    private final Analyst analyst;

    ProgressRoute(TraceFolder folder, Analyst analyst) {
        super(folder, "GET", "/progress");
        this.analyst = analyst;
    }

    @Override
    void answer(HttpExchange exchange, Path trace) {
        long[] progress = analyst.progress(trace);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("ahead", progress[1] > 0 ? 0 : analyst.waiting());
        fields.put("read", progress[0]);
        fields.put("bytes", progress[1]);
        exchange.json(200, fields);
    }
}
