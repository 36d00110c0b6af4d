package faastrace.collector.routes.function;

import faastrace.collector.http.HttpExchange;
import faastrace.collector.http.QueryParameters;
import faastrace.collector.store.TraceFolder;
import faastrace.collector.views.AsyncAnswer;
import faastrace.collector.views.LookupThreads;
import faastrace.collector.views.Pictures;
import faastrace.collector.views.function.CallContexts;
import faastrace.collector.views.function.FunctionCalls;
import faastrace.collector.views.function.FunctionNumbers;
import java.nio.file.Path;
import java.util.List;

/** {@code GET /v1/functions/FOLDER[?trace=FILE&from=MILLIS&to=MILLIS]}: the numbers of a function page. */
public final class FunctionNumbersRoute extends FunctionRoute {
    private final Pictures pictures;
    private final LookupThreads lookups;
    private final boolean withContexts;

    /**
     * Reads the invocations from the index of the pictures.
     *
     * @param withContexts whether to look up which distributed traces the slowest invocations belong to
     */
    public FunctionNumbersRoute(TraceFolder traces, Pictures pictures, LookupThreads lookups, boolean withContexts) {
        super(traces, "/v1/functions/", "");
        this.pictures = pictures;
        this.lookups = lookups;
        this.withContexts = withContexts;
    }

    @Override
    void answer(HttpExchange exchange, Path folder) {
        QueryParameters asked = QueryParameters.of(exchange, SCOPE);
        FunctionCalls.Scope scope = scope(asked, folder);
        AsyncAnswer.answer(
                exchange,
                lookups.ask(
                        List.of("numbers", scope),
                        () -> FunctionNumbers.fields(
                                FunctionCalls.read(traces(), pictures, scope),
                                withContexts ? new CallContexts(traces()) : CallContexts.NONE)),
                fields -> exchange.json(200, fields));
    }
}
