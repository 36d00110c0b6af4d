package faastrace.collector.routes.function;

import faastrace.collector.http.HttpError;
import faastrace.collector.http.HttpExchange;
import faastrace.collector.http.QueryParameters;
import faastrace.collector.http.Route;
import faastrace.collector.store.TraceFolder;
import faastrace.collector.views.function.CallSelection;
import faastrace.collector.views.function.FunctionCalls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A route for one function. Responds with 404 if there is no folder for the function. */
abstract class FunctionRoute implements Route {
    /** The parameters of the scope of a function page: one trace, or a range of time. */
    static final List<String> SCOPE = List.of("trace", "from", "to");

    /** The parameters of a view of a function page: its scope, and its selection. */
    static final List<String> SELECTION =
            List.of("trace", "from", "to", "begin", "end", "low", "high", "version", "slowest", "against");

    private static final int NOT_FOUND = 404;
    static final int BAD_REQUEST = 400;
    private static final int MOST_PERCENT = 99;

    private final TraceFolder traces;
    private final Pattern path;

    /**
     * @param before the part of the path before the function's folder
     * @param after the part of the path after it; may be empty
     */
    FunctionRoute(TraceFolder traces, String before, String after) {
        this.traces = traces;
        this.path = Pattern.compile(Pattern.quote(before) + "([^/]+)" + Pattern.quote(after));
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public boolean matches(String text) {
        return path.matcher(text).matches();
    }

    @Override
    public void answer(HttpExchange exchange) throws IOException {
        Matcher parts = path.matcher(exchange.path());
        Path folder = (parts.matches() ? traces.findFolder(parts.group(1)) : Optional.<Path>empty())
                .orElseThrow(() -> new HttpError(NOT_FOUND, "there is no such function", "see the first page"));
        answer(exchange, folder);
    }

    abstract void answer(HttpExchange exchange, Path folder) throws IOException;

    TraceFolder traces() {
        return traces;
    }

    /** The scope in a query. Throws {@link HttpError} if it is not valid. */
    static FunctionCalls.Scope scope(QueryParameters asked, Path folder) {
        FunctionCalls.Scope scope = new FunctionCalls.Scope(
                folder.getFileName().toString(),
                Optional.ofNullable(asked.fields().getValue("trace")),
                asked.wholeNumber("from", 0),
                asked.wholeNumber("to", Long.MAX_VALUE));
        requireRange("from", scope.from(), "to", scope.to());
        return scope;
    }

    private static void requireRange(String first, long low, String second, long high) {
        if (low >= high) {
            throw new HttpError(
                    BAD_REQUEST,
                    "the value of '" + second + "' is not larger than that of '" + first + "'",
                    "correct one of them");
        }
    }

    /** The selection in a query. */
    static CallSelection selection(QueryParameters asked) {
        boolean given = asked.fields().getValue("slowest") != null;
        long slowest = asked.wholeNumber("slowest", 0);
        if (given && (slowest == 0 || slowest > MOST_PERCENT)) {
            throw new HttpError(BAD_REQUEST, "the value of 'slowest' is out of range", "use 1 to " + MOST_PERCENT);
        }
        CallSelection selection = new CallSelection(
                asked.wholeNumber("begin", 0),
                asked.wholeNumber("end", Long.MAX_VALUE),
                asked.wholeNumber("low", 0),
                asked.wholeNumber("high", Long.MAX_VALUE),
                Optional.ofNullable(asked.fields().getValue("version")),
                (int) slowest,
                Optional.ofNullable(asked.fields().getValue("against")));
        requireRange("begin", selection.begin(), "end", selection.end());
        requireRange("low", selection.low(), "high", selection.high());
        return selection;
    }
}
