package faastrace.agent;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** Receives traces like the collector and keeps their texts. */
public final class TraceSink implements AutoCloseable {
    private static final Pattern ID = Pattern.compile("(?m)^# faas-trace invocation id=(\\S+) ");
    private static final Pattern SAMPLE = Pattern.compile("(?m)^[^#\\t\\n].* +\\d+/\\d+ +\\[\\d+] +\\d+\\.\\d+: ");

    private final List<String> texts = new CopyOnWriteArrayList<>();
    private final List<String> names = new CopyOnWriteArrayList<>();
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    public TraceSink() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            names.add(exchange.getRequestHeaders().getFirst("X-name"));
            keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
            texts.add(
                    "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
                            ? unzipped(body)
                            : new String(body, StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(201, -1);
            exchange.close();
        });
        server.start();
    }

    private static String unzipped(byte[] body) throws IOException {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    public List<String> texts() {
        return List.copyOf(texts);
    }

    public List<String> names() {
        return List.copyOf(names);
    }

    /** The idempotency key of each upload. A repeated key means that the agent sent an upload again. */
    public List<String> keys() {
        return List.copyOf(keys);
    }

    /** The ids of all received invocations, including duplicates. */
    public List<String> ids() {
        List<String> ids = new ArrayList<>();
        texts.forEach(text -> ID.matcher(text).results().map(r -> r.group(1)).forEach(ids::add));
        return ids;
    }

    /**
     * The first line that is not a comment. FlameScope recognises a trace only if this line is the first line of a
     * sample.
     */
    static String firstLine(String text) {
        return text.lines().filter(line -> !line.startsWith("#")).findFirst().orElse("");
    }

    public static boolean beginsWithSample(String text) {
        return SAMPLE.matcher(firstLine(text) + " ").find();
    }

    public static long samples(String text) {
        return SAMPLE.matcher(text).results().map(MatchResult::group).count();
    }

    /** Each sample with its frames, as text. */
    public Stream<String> stacks() {
        return texts.stream()
                .flatMap(text -> Stream.of(text.split("\n\n")))
                .filter(stack -> SAMPLE.matcher(stack).find());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
