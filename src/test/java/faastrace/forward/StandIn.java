package faastrace.forward;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.zip.GZIPInputStream;

/**
 * Accepts profiles at {@code push.v1} with the same rules and responses as Pyroscope 2. If it refuses some profiles of a
 * request, it accepts the others and responds with the first error. Tests can also make requests fail.
 */
public final class StandIn implements AutoCloseable {
    private static final String BAD = "this one is bad";
    private static final String PATH = "/push.v1.PusherService/Push";
    private static final int MOST_BYTES = 4 << 20;
    private static final int MOST_SAMPLES = 16_000;
    private static final long SECOND = 1_000_000_000;
    private static final int HOUR = 3600;
    private static final int TEN_MINUTES = 600;

    private final List<Push> taken = new CopyOnWriteArrayList<>();
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private final List<Map<String, String>> headers = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> faults = new LinkedBlockingQueue<>();
    private final List<Integer> requests = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private volatile int badStatus = 400;
    private volatile String bad = "";

    /** An accepted profile. */
    public record Push(Map<String, String> labels, String id, byte[] packed, Pprof profile) {
        /** The start of the profile, in seconds since 1970. */
        long from() {
            return profile.timeNanos() / SECOND;
        }

        /** The end of the profile, in seconds since 1970, rounded up. */
        long until() {
            return (profile.timeNanos() + profile.durationNanos() + SECOND - 1) / SECOND;
        }
    }

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
     * Sets the faults of the next requests, one for each: an HTTP status, maybe with a text, {@code fine}, {@code slow}, {@code hangs up} or {@code
     * later} (status 429 with Retry-After).
     */
    void fail(String... next) {
        faults.addAll(List.of(next));
    }

    public List<Push> taken() {
        return List.copyOf(taken);
    }

    /** The number of profiles in each request that was processed. */
    List<Integer> requests() {
        return List.copyOf(requests);
    }

    /** From now on, profiles that have a label with this value are refused with this status. */
    void refuse(String value, int status) {
        badStatus = status;
        bad = value;
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
            process(exchange, body);
            return;
        }
        switch (fault) {
            case "hangs up" -> exchange.close();
            case "fine" -> process(exchange, body);
            case "slow" -> {
                sleep();
                process(exchange, body);
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

    private void process(HttpExchange exchange, byte[] body) throws IOException {
        if (!exchange.getRequestURI().getPath().equals(PATH)) {
            say(exchange, 404, "no such path");
            return;
        }
        requests.add(PushedProfile.all(body).size());
        List<String> errors = new ArrayList<>();
        for (PushedProfile each : PushedProfile.all(body)) {
            byte[] plain = new GZIPInputStream(new ByteArrayInputStream(each.packed())).readAllBytes();
            Pprof profile = Pprof.read(plain);
            error(each, plain, profile)
                    .ifPresentOrElse(
                            errors::add, () -> taken.add(new Push(each.labels(), each.id(), each.packed(), profile)));
        }
        refused.addAll(errors);
        if (errors.isEmpty()) {
            say(exchange, 200, "");
        } else {
            int status = errors.get(0).equals(BAD) ? badStatus : 400;
            say(exchange, status, "{\"code\":\"invalid_argument\",\"message\":\"" + errors.get(0) + "\"}");
        }
    }

    private Optional<String> error(PushedProfile pushed, byte[] plain, Pprof profile) {
        if (pushed.labels().containsValue(bad)) {
            return Optional.of(BAD);
        }
        long now = Instant.now().getEpochSecond();
        long time = profile.timeNanos() / SECOND;
        if (time < now - HOUR || time > now + TEN_MINUTES) {
            return Optional.of("not in the ingestion window");
        }
        if (plain.length > MOST_BYTES || profile.samples() > MOST_SAMPLES || profile.deepest() > 1000) {
            return Optional.of("too large: " + plain.length + " bytes, " + profile.samples() + " samples");
        }
        return Optional.empty();
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
