package faastrace.collector.routes.function;

import faastrace.collector.http.HttpExchange;
import faastrace.collector.http.QueryParameters;
import faastrace.collector.store.TraceFolder;
import faastrace.collector.views.AsyncAnswer;
import faastrace.collector.views.LookupThreads;
import faastrace.collector.views.Pictures;
import faastrace.collector.views.function.CallSelection;
import faastrace.collector.views.function.CallsComparison;
import faastrace.collector.views.function.FunctionCalls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code GET /v1/functions/FOLDER/NAME?…}: data about the selected invocations of a function. The name is
 * {@code comparison.json} for the comparison with the rest, or {@code profile.json} for the samples of the selection.
 */
public final class FunctionSelectionRoute extends FunctionRoute {
    private final Pictures pictures;
    private final LookupThreads lookups;
    private final String name;
    private final Work work;

    /** Computes the response. */
    private interface Work {
        byte[] json(TraceFolder traces, Pictures pictures, FunctionCalls calls, CallSelection selection)
                throws IOException;
    }

    private FunctionSelectionRoute(
            TraceFolder traces, Pictures pictures, LookupThreads lookups, String name, Work work) {
        super(traces, "/v1/functions/", "/" + name);
        this.pictures = pictures;
        this.lookups = lookups;
        this.name = name;
        this.work = work;
    }

    /** Both routes. They read the invocations from the index of the pictures. */
    public static List<FunctionSelectionRoute> both(TraceFolder traces, Pictures pictures, LookupThreads lookups) {
        return List.of(
                new FunctionSelectionRoute(traces, pictures, lookups, "comparison.json", CallsComparison::json),
                new FunctionSelectionRoute(traces, pictures, lookups, "profile.json", CallsComparison::profile));
    }

    @Override
    void answer(HttpExchange exchange, Path folder) {
        QueryParameters asked = QueryParameters.of(exchange, SELECTION);
        FunctionCalls.Scope scope = scope(asked, folder);
        CallSelection selection = selection(asked);
        AsyncAnswer.answer(
                exchange,
                lookups.askComparison(List.of(name, scope, selection), () -> {
                    FunctionCalls calls = FunctionCalls.read(traces(), pictures, scope);
                    return work.json(traces(), pictures, calls, selection);
                }),
                json -> exchange.text("application/json", new String(json, StandardCharsets.UTF_8)));
    }
}
