package faastrace.collector.routes;

import faastrace.collector.http.HttpExchange;
import faastrace.collector.store.StoredTraceHead;
import faastrace.collector.store.TraceFolder;
import faastrace.files.ParentFolder;
import faastrace.trace.Head;
import faastrace.trace.Invocation;
import faastrace.trace.InvocationTimes;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
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
        InvocationTimes times = invocation.times();
        put(fields, "cpuNanos", times.cpuNanos());
        put(fields, "readyNanos", times.readyNanos());
        put(fields, "throttledNanos", times.throttledNanos());
        put(fields, "waitingNanos", invocation.waitingNanos());
        fields.put("shared", times.shared());
        put(fields, "unsampledNanos", times.unsampledNanos());
        invocation.givenContext().ifPresent(context -> {
            fields.put("traceId", context.traceId());
            fields.put("spanId", context.spanId());
        });
        return fields;
    }

    /** Leaves out a number that is not known. */
    private static void put(Map<String, Object> fields, String name, OptionalLong nanos) {
        nanos.ifPresent(known -> fields.put(name, known));
    }

    private static String seconds(long nanos) {
        return BigDecimal.valueOf(nanos, NANO_DIGITS).toPlainString();
    }
}
