package faastrace.collector.routes;

import faastrace.collector.http.HttpExchange;
import faastrace.collector.store.StoredTraceHead;
import faastrace.collector.store.TraceFolder;
import faastrace.files.ParentFolder;
import faastrace.trace.Head;
import faastrace.trace.Invocation;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code GET /v1/traces/FOLDER/FILE/head}: the head of a trace, with its function and its invocations. */
public final class HeadRoute extends TraceRoute {
    private static final int NANO_DIGITS = 9;

    /** Serves the heads of the folder's traces. */
    public HeadRoute(TraceFolder folder) {
        super(folder, "GET", "/head");
    }

    @Override
    void answer(HttpExchange exchange, Path trace) throws IOException {
        Head head = StoredTraceHead.head(trace);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", folder().nameOf(ParentFolder.of(trace)));
        fields.put("meta", new TreeMap<>(head.meta()));
        fields.put("invocations", invocations(head));
        exchange.json(200, fields);
    }

    private static List<Map<String, Object>> invocations(Head head) {
        return head.invocations().stream().map(HeadRoute::fields).toList();
    }

    private static Map<String, Object> fields(Invocation invocation) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("call", invocation.id());
        // Times are written as text, because a JSON number can lose the last digits of a time.
        fields.put("start", seconds(invocation.startNanos()));
        fields.put("end", seconds(invocation.endNanos()));
        fields.put("overlap", invocation.overlap());
        return fields;
    }

    private static String seconds(long nanos) {
        return BigDecimal.valueOf(nanos, NANO_DIGITS).toPlainString();
    }
}
