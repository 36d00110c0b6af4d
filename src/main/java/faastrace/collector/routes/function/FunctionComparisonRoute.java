package faastrace.collector.routes.function;

import faastrace.collector.http.HttpExchange;
import faastrace.collector.http.QueryParameters;
import faastrace.collector.store.TraceFolder;
import faastrace.collector.views.AsyncAnswer;
import faastrace.collector.views.CallSelection;
import faastrace.collector.views.CallsComparison;
import faastrace.collector.views.FunctionCalls;
import faastrace.collector.views.LookupThreads;
import faastrace.collector.views.Pictures;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code GET /v1/functions/FOLDER/comparison.json?…}: the comparison of the selected invocations of a function with the
 * rest.
 */
public final class FunctionComparisonRoute extends FunctionRoute {
    private final Pictures pictures;
    private final LookupThreads lookups;

    /** Reads the invocations from the index of the pictures. */
    public FunctionComparisonRoute(TraceFolder traces, Pictures pictures, LookupThreads lookups) {
        super(traces, "/v1/functions/", "/comparison.json");
        this.pictures = pictures;
        this.lookups = lookups;
    }

    @Override
    void answer(HttpExchange exchange, Path folder) {
        QueryParameters asked = QueryParameters.of(exchange, SELECTION);
        Range range = Range.of(asked);
        CallSelection selection = selection(asked);
        String own = folder.getFileName().toString();
        AsyncAnswer.answer(
                exchange,
                lookups.askComparison(List.of("comparison", own, range, selection), () -> {
                    FunctionCalls calls = FunctionCalls.read(traces(), pictures, own, range.from(), range.to());
                    return CallsComparison.json(traces(), pictures, calls, selection);
                }),
                json -> exchange.text("application/json", new String(json, StandardCharsets.UTF_8)));
    }
}
