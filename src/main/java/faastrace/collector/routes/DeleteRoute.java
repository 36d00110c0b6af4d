package faastrace.collector.routes;

import faastrace.collector.http.HttpExchange;
import faastrace.collector.http.Session;
import faastrace.collector.store.DerivedFile;
import faastrace.collector.store.TraceFolder;
import faastrace.collector.store.UploadKey;
import faastrace.files.ParentFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code DELETE /v1/traces/FOLDER/FILE}: deletes a trace. If a client is downloading the trace at that moment, the
 * client still gets the whole trace.
 */
public final class DeleteRoute extends TraceRoute {
    /** Deletes traces of the given folder. */
    public DeleteRoute(TraceFolder folder) {
        super(folder, "DELETE", "");
    }

    @Override
    void answer(HttpExchange exchange, Path trace) throws IOException {
        Session.requireOwnPage(exchange);
        List<Path> kept = DerivedFile.all(trace);
        Files.delete(trace);
        folder().inventory().remove(trace);
        if (folder().elsewhere().isPresent()) {
            String own = ParentFolder.of(trace).getFileName().toString();
            folder().elsewhere().get().delete(own, trace.getFileName().toString());
            // Until now, the archive still had the trace, so another request may have restored it.
            if (Files.deleteIfExists(trace)) {
                folder().inventory().remove(trace);
            }
        }
        UploadKey.forget(trace);
        DerivedFile.delete(kept);
        folder().names().deleteIfEmpty(ParentFolder.of(trace));
        exchange.nothing();
    }
}
