package faastrace.collector.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IO;

/** Responds with a file that the collector created. No thread is blocked while the client downloads the file. */
public final class FileAnswer {
    private FileAnswer() {}

    /**
     * Sends a compressed JSON file. Decompresses it for clients that don't accept gzip. Browsers can cache the file.
     */
    public static void packed(HttpExchange exchange, Path file, long length) throws IOException {
        HttpFields.Mutable headers = exchange.response().getHeaders();
        String tag = "\"" + Integer.toHexString(file.getFileName().toString().hashCode()) + "-" + length + "\"";
        headers.put(HttpHeader.ETAG, tag);
        headers.put(HttpHeader.VARY, "Accept-Encoding");
        headers.put(HttpHeader.CACHE_CONTROL, "private, no-cache");
        if (tag.equals(exchange.header(HttpHeader.IF_NONE_MATCH.asString()))) {
            exchange.response().setStatus(304);
            exchange.response().write(true, null, exchange.callback());
            return;
        }
        String accept = exchange.header(HttpHeader.ACCEPT_ENCODING.asString());
        headers.put(HttpHeader.CONTENT_TYPE, "application/json");
        headers.put("X-Content-Type-Options", "nosniff");
        SeekableByteChannel channel = open(file);
        if (accept != null && accept.contains("gzip")) {
            headers.put(HttpHeader.CONTENT_ENCODING, "gzip");
            headers.put(HttpHeader.CONTENT_LENGTH, length);
            send(exchange, Content.Source.from(null, channel, 0, length), channel);
        } else {
            InputStream plain = new GZIPInputStream(Channels.newInputStream(channel), 1 << 16);
            send(exchange, Content.Source.from(plain), channel);
        }
    }

    /** Sends a file and deletes it. */
    public static void once(HttpExchange exchange, Path file, String type, String name) throws IOException {
        SeekableByteChannel channel = open(file);
        Files.delete(file);
        HttpFields.Mutable headers = exchange.response().getHeaders();
        headers.put(HttpHeader.CONTENT_TYPE, type);
        headers.put(HttpHeader.CONTENT_LENGTH, channel.size());
        headers.put(HttpHeader.CONTENT_DISPOSITION, "attachment; filename=\"" + name + "\"");
        // The file contains untrusted names. If a browser displays the file, scripts in it must not run, and the file
        // must not count as a part of the collector's site.
        headers.put("Content-Security-Policy", "default-src 'none'; sandbox");
        headers.put("X-Content-Type-Options", "nosniff");
        send(exchange, Content.Source.from(null, channel, 0, channel.size()), channel);
    }

    private static void send(HttpExchange exchange, Content.Source source, SeekableByteChannel channel) {
        Callback closing = Callback.from(exchange.callback(), () -> IO.close(channel));
        Content.copy(source, exchange.response(), closing);
    }

    private static SeekableByteChannel open(Path file) throws IOException {
        return Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }
}
