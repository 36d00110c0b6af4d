package faastrace.forward;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * Accepts profiles at {@code /ingest} with the same rules and responses as Pyroscope 2. Tests can also make requests
 * fail.
 */
public final class StandIn implements AutoCloseable {
    private static final Pattern NAME = Pattern.compile("([A-Za-z0-9_./-]+)\\{([A-Za-z0-9_.]+=[^,}]*,?)*}");
    private static final int MOST_BYTES = 4 << 20;
    private static final int MOST_SAMPLES = 16_000;
    private static final int HOUR = 3600;
    private static final int TEN_MINUTES = 600;

    private final List<Push> taken = new CopyOnWriteArrayList<>();
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private final List<Map<String, String>> headers = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> faults = new LinkedBlockingQueue<>();
    private final HttpServer server;

    /** An accepted push. */
    public record Push(String name, long from, long until, byte[] packed, Pprof profile) {}

    public StandIn() throws IOException {
        this(0);
    }

    public StandIn(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "stand-in");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", this::answer);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /**
     * Sets the faults of the next requests, one for each: an HTTP status, maybe with a text, {@code slow}, {@code hangs up} or {@code
     * later} (status 429 with Retry-After).
     */
    void fail(String... next) {
        faults.addAll(List.of(next));
    }

    public List<Push> taken() {
        return List.copyOf(taken);
    }

    List<String> refused() {
        return List.copyOf(refused);
    }

    List<Map<String, String>> headers() {
        return List.copyOf(headers);
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        Map<String, String> sent = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((key, values) -> sent.put(key.toLowerCase(java.util.Locale.ROOT), values.get(0)));
        headers.add(sent);
        String fault = faults.poll();
        if (fault == null) {
            say(exchange, status(exchange, body), "");
            return;
        }
        switch (fault) {
            case "hangs up" -> exchange.close();
            case "slow" -> {
                sleep();
                say(exchange, status(exchange, body), "");
            }
            case "later" -> {
                exchange.getResponseHeaders().set("Retry-After", "1");
                say(exchange, 429, "too many");
            }
            default -> {
                String[] words = fault.split(" ", 2);
                say(exchange, Integer.parseInt(words[0]), words.length > 1 ? words[1] : "told to");
            }
        }
    }

    private int status(HttpExchange exchange, byte[] body) throws IOException {
        Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
        if (!exchange.getRequestURI().getPath().equals("/ingest")) {
            return refuse(404, "no such path");
        }
        if (!NAME.matcher(query.getOrDefault("name", "")).matches() || !"pprof".equals(query.get("format"))) {
            return refuse(400, "name or format: " + query);
        }
        byte[] plain = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
        Pprof profile = Pprof.read(plain);
        long now = Instant.now().getEpochSecond();
        long time = profile.timeNanos() / 1_000_000_000;
        if (time < now - HOUR || time > now + TEN_MINUTES) {
            return refuse(422, "not in the ingestion window");
        }
        if (plain.length > MOST_BYTES || profile.samples() > MOST_SAMPLES || profile.deepest() > 1000) {
            return refuse(422, "too large: " + plain.length + " bytes, " + profile.samples() + " samples");
        }
        long from = Long.parseLong(query.get("from"));
        long until = Long.parseLong(query.get("until"));
        if (from > until || until > now + TEN_MINUTES) {
            return refuse(400, "from or until");
        }
        taken.add(new Push(query.get("name"), from, until, body, profile));
        return 200;
    }

    private int refuse(int status, String why) {
        refused.add(why);
        return status;
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new HashMap<>();
        for (String part : raw == null ? new String[0] : raw.split("&")) {
            String[] both = part.split("=", 2);
            query.put(both[0], URLDecoder.decode(both[1], StandardCharsets.UTF_8));
        }
        return query;
    }

    private static void say(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static void sleep() {
        try {
            Thread.sleep(1500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
