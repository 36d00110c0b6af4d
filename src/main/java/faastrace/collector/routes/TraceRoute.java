package faastrace.collector.routes;

import faastrace.collector.http.HttpExchange;
import faastrace.collector.http.Route;
import faastrace.collector.store.TraceFolder;
import faastrace.collector.views.TracePath;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A route for one trace. Responds with 404 if the trace is missing, or if it is deleted in the meantime. */
abstract class TraceRoute implements Route {
    private final TraceFolder folder;
    private final String method;
    private final TracePath path;

    /** @param rest the part of the path after the trace; may be empty */
    TraceRoute(TraceFolder folder, String method, String rest) {
        this(folder, method, new TracePath(rest));
    }

    TraceRoute(TraceFolder folder, String method, TracePath path) {
        this.folder = folder;
        this.method = method;
        this.path = path;
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public boolean matches(String text) {
        return path.matches(text);
    }

    @Override
    public void answer(HttpExchange exchange) throws IOException {
        try {
            answer(exchange, path.find(folder, exchange));
        } catch (NoSuchFileException deletedMeanwhile) {
            throw TracePath.missing();
        }
    }

    /** Responds, or throws {@link NoSuchFileException} if the trace no longer exists. */
    abstract void answer(HttpExchange exchange, Path trace) throws IOException;

    TraceFolder folder() {
        return folder;
    }
}
