package faastrace.collector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code DELETE /v1/traces/FOLDER/FILE}: deletes a trace. Who reads it at that moment still gets all of it. */
final class DeleteRoute extends TraceRoute {
    DeleteRoute(TraceFolder folder) {
        super(folder, "DELETE", "");
    }

    @Override
    void answer(Exchange exchange, Path trace) throws IOException {
        Session.requireOwnPage(exchange);
        List<Path> kept = Kept.all(trace);
        Files.delete(trace);
        folder().inventory().remove(trace);
        UploadKey.forget(trace);
        Kept.delete(kept);
        exchange.nothing();
    }
}
