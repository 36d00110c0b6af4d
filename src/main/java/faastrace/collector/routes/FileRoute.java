package faastrace.collector.routes;

import faastrace.collector.http.HttpExchange;
import faastrace.collector.store.TraceFolder;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IO;

/** {@code GET /v1/traces/FOLDER/FILE}: a trace as it is stored. */
public final class FileRoute extends TraceRoute {
    /** Serves traces of the given folder. */
    public FileRoute(TraceFolder folder) {
        super(folder, "GET", "");
    }

    @Override
    void answer(HttpExchange exchange, Path trace) throws IOException {
        folder().readers().begin(trace);
        try {
            send(exchange, trace);
        } catch (IOException | RuntimeException failure) {
            folder().readers().end(trace);
            throw failure;
        }
    }

    private void send(HttpExchange exchange, Path trace) throws IOException {
        SeekableByteChannel channel =
                Files.newByteChannel(trace, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        HttpFields.Mutable headers = exchange.response().getHeaders();
        headers.put(HttpHeader.CONTENT_TYPE, type(trace));
        headers.put(HttpHeader.CONTENT_LENGTH, channel.size());
        // Anyone who can send traces controls their content, so browsers must not interpret a trace as a page.
        headers.put("X-Content-Type-Options", "nosniff");
        Content.Source source = Content.Source.from(null, channel, 0, channel.size());
        Callback closing = Callback.from(exchange.callback(), () -> {
            IO.close(channel);
            folder().readers().end(trace);
        });
        Content.copy(source, exchange.response(), closing);
    }

    /** The media type. Traces from collectors are compressed. Files from users can have any type. */
    private static String type(Path trace) {
        return trace.toString().endsWith(".gz") ? "application/gzip" : "application/octet-stream";
    }
}
