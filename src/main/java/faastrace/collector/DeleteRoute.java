package faastrace.collector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code DELETE /v1/traces/FOLDER/FILE}: deletes a trace. Who reads it at that moment still gets all of it. */
final class DeleteRoute implements Route {
    private final TraceFolder folder;
    private final TracePath path = new TracePath("");

    DeleteRoute(TraceFolder folder) {
        this.folder = folder;
    }

    @Override
    public String method() {
        return "DELETE";
    }

    @Override
    public boolean matches(String text) {
        return path.matches(text);
    }

    @Override
    public void answer(Exchange exchange) throws IOException {
        Session.requireOwnPage(exchange);
        Path trace = path.find(folder, exchange);
        List<Path> kept = Kept.all(trace);
        if (!Files.deleteIfExists(trace)) {
            throw TracePath.missing();
        }
        Kept.delete(kept);
        exchange.nothing();
    }
}
