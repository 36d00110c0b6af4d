package faastrace.collector;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IO;

/** {@code GET /v1/traces/NAME/FILE}: a trace as it lies on the disk. */
final class FileRoute implements Route {
    private static final Pattern PATH = Pattern.compile("/v1/traces/([^/]+)/([^/]+)");

    private final TraceFolder folder;

    FileRoute(TraceFolder folder) {
        this.folder = folder;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public boolean matches(String path) {
        return PATH.matcher(path).matches();
    }

    @Override
    public void answer(Exchange exchange) throws IOException {
        Matcher parts = PATH.matcher(exchange.path());
        Optional<Path> path = parts.matches() ? folder.find(parts.group(1), parts.group(2)) : Optional.empty();
        try {
            send(exchange, path.orElseThrow(FileRoute::missing));
        } catch (NoSuchFileException deletedMeanwhile) {
            throw missing();
        }
    }

    private static void send(Exchange exchange, Path path) throws IOException {
        SeekableByteChannel channel =
                Files.newByteChannel(path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        HttpFields.Mutable headers = exchange.response().getHeaders();
        headers.put(HttpHeader.CONTENT_TYPE, "application/gzip");
        headers.put(HttpHeader.CONTENT_LENGTH, channel.size());
        // Whoever can send traces decides on their bytes: no browser may take them for a page.
        headers.put("X-Content-Type-Options", "nosniff");
        Content.Source source = Content.Source.from(null, channel, 0, channel.size());
        Callback closing = Callback.from(exchange.callback(), () -> IO.close(channel));
        Content.copy(source, exchange.response(), closing);
    }

    private static Refusal missing() {
        return new Refusal(404, "there is no such trace", "see GET /v1/traces");
    }
}
