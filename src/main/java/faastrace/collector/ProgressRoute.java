package faastrace.collector;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code GET /v1/traces/FOLDER/FILE/progress}: how far a trace that somebody asked for is read. */
final class ProgressRoute implements Route {
    private final TraceFolder folder;
    private final Analyst analyst;
    private final TracePath path = new TracePath("/progress");

    ProgressRoute(TraceFolder folder, Analyst analyst) {
        this.folder = folder;
        this.analyst = analyst;
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
    public void answer(Exchange exchange) {
        Path trace = path.find(folder, exchange);
        long[] progress = analyst.progress(trace);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("ahead", progress[1] > 0 ? 0 : analyst.waiting());
        fields.put("read", progress[0]);
        fields.put("bytes", progress[1]);
        exchange.json(200, fields);
    }
}
