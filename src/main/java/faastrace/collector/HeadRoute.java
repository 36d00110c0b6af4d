package faastrace.collector;

import faastrace.trace.Head;
import faastrace.trace.Invocation;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code GET /v1/traces/FOLDER/FILE/head}: what a trace says of itself: its function, its invocations. */
final class HeadRoute implements Route {
    private static final int NANO_DIGITS = 9;

    private final TraceFolder folder;
    private final TracePath path = new TracePath("/head");

    HeadRoute(TraceFolder folder) {
        this.folder = folder;
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
        try {
            Head head = Beginning.head(trace);
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("name", folder.nameOf(trace.getParent()));
            fields.put("meta", new TreeMap<>(head.meta()));
            fields.put("invocations", invocations(head));
            exchange.json(200, fields);
        } catch (NoSuchFileException deletedMeanwhile) {
            throw TracePath.missing();
        }
    }

    private static List<Map<String, Object>> invocations(Head head) {
        return head.invocations().stream().map(HeadRoute::fields).toList();
    }

    private static Map<String, Object> fields(Invocation invocation) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("call", invocation.id());
        // As texts: a number of JSON may lose the last digits of a time.
        fields.put("start", seconds(invocation.startNanos()));
        fields.put("end", seconds(invocation.endNanos()));
        fields.put("overlap", invocation.overlap());
        return fields;
    }

    private static String seconds(long nanos) {
        return BigDecimal.valueOf(nanos, NANO_DIGITS).toPlainString();
    }
}
