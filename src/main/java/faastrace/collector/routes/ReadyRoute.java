package faastrace.collector.routes;

import faastrace.collector.http.FixedRoute;
import faastrace.collector.http.HttpError;
import faastrace.collector.http.HttpExchange;
import faastrace.collector.metrics.RequestKind;
import faastrace.collector.store.TraceFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** {@code GET /readyz}: whether the collector can receive traces, as far as the collector can tell. */
public final class ReadyRoute extends FixedRoute {
    private static final int NOT_NOW = 503;

    private final Path directory;

    /** Checks the given folder. */
    public ReadyRoute(TraceFolder folder) {
        super("GET", "/readyz", true);
        this.directory = folder.directory();
    }

    @Override
    public RequestKind kind() {
        return RequestKind.probe;
    }

    @Override
    public void answer(HttpExchange exchange) {
        if (!Files.isDirectory(directory) || !Files.isWritable(directory)) {
            throw new HttpError(
                    NOT_NOW,
                    "the collector's folder is missing or not writable",
                    "create it or mount it again, and make it writable for the collector");
        }
        if (isFull()) {
            throw new HttpError(
                    NOT_NOW, "the collector's disk is full", "free up disk space on the collector's machine");
        }
        exchange.json(200, Map.of("status", "ready"));
    }

    /** Whether the disk is full. In a chroot, Java may not find the disk; then it does not count as full. */
    private boolean isFull() {
        try {
            return Files.getFileStore(directory).getUsableSpace() <= 0;
        } catch (IOException unknown) {
            return false;
        }
    }
}
