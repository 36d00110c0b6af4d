package faastrace.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import faastrace.problem.Problem;
import faastrace.source.CollectorTraces.Limits;
import faastrace.source.Requests.Times;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers that pretend to be collectors. */
@Timeout(60)
class HostileCollectorTest {
    private static final Times SHORT =
            new Times(Duration.ofSeconds(5), Duration.ofMillis(300), Duration.ofSeconds(2), Duration.ZERO);
    private static final Times WITHOUT_PAUSE =
            new Times(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(1), Duration.ZERO);
    private static final Limits FEW = new Limits(3, 2, Duration.ofMinutes(10));
    private static final String ENTRY =
            "{\"name\":\"pi\",\"folder\":\"%s\",\"file\":\"%s\",\"time\":\"2026-01-02T03:04:05Z\",\"version\":\"v\"}";

    @TempDir
    Path directory;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private Answer answer = exchange -> {};

    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
            try (exchange) {
                answer.to(exchange);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private List<TraceSource> list() throws IOException {
        return list(Times.USUAL);
    }

    private List<TraceSource> list(Times times) throws IOException {
        return list(times, Wanted.ALL, FEW);
    }

    private List<TraceSource> list(Times times, Wanted wanted, Limits limits) throws IOException {
        Path token = Files.writeString(directory.resolve("token"), "s3cret");
        CollectorUrl url = CollectorUrl.of(base());
        return new CollectorTraces(url, new Requests(url.base(), Optional.of(token), times), new Choice(wanted), limits)
                .all();
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private void fails(String what, Answer how) {
        fails(what, Times.USUAL, how);
    }

    private void fails(String what, Times times, Answer how) {
        answer = how;
        assertThatThrownBy(() -> list(times))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem ->
                                assertThat(problem.getMessage()).contains(what).doesNotContain("s3cret"));
    }

    @Test
    void redirectsAreNotFollowedWithTheToken() {
        fails("the server names http://127.0.0.1:1/x", exchange -> {
            exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/x");
            send(exchange, 302, "");
        });
        fails("use the collector's own URL", exchange -> {
            exchange.getResponseHeaders().set("Location", "http://user:pw@127.0.0.1:1/x");
            send(exchange, 307, "");
        });
        assertThat(asked).hasSize(2).allMatch(line -> line.endsWith(" Bearer s3cret"));
    }

    @Test
    void theNextPageIsAlwaysOnTheSameServer() throws IOException {
        answer = exchange -> send(
                exchange,
                200,
                exchange.getRequestURI().toString().contains("after=")
                        ? "{\"traces\":[" + ENTRY.formatted("pi", "b.perf") + "]}"
                        : "{\"traces\":[" + ENTRY.formatted("pi", "a.perf")
                                + "],\"next\":\"http://other.example/v1/traces?after=x%26y\"}");
        assertThat(list())
                .extracting(TraceSource::name)
                .containsExactly(base() + "/v1/traces/pi/a.perf", base() + "/v1/traces/pi/b.perf");
        assertThat(asked.get(1)).startsWith("/v1/traces?limit=1000&after=x%26y ");
    }

    @Test
    void aListThatNeverEndsEnds() {
        fails(
                "too many pages",
                exchange -> send(exchange, 200, "{\"traces\":[],\"next\":\"/v1/traces?after=" + asked.size() + "\"}"));
        fails(
                "is not a list of traces",
                exchange -> send(exchange, 200, "{\"traces\":[],\"next\":\"/v1/traces?after=x\"}"));
        assertThat(asked).hasSize(5);
        answer = exchange -> send(exchange, 200, "{\"traces\":[]}");
        assertThatThrownBy(() -> list(Times.USUAL, Wanted.ALL, new Limits(3, 2, Duration.ofNanos(1))))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("listing the traces takes more than");
    }

    @Test
    void onlySomeHeadsAreReadToFindTheVersions() throws IOException {
        String entry = ENTRY.replace(",\"version\":\"v\"", "");
        answer = exchange -> send(
                exchange,
                200,
                exchange.getRequestURI().getPath().endsWith("/traces")
                        ? "{\"traces\":[" + entry.formatted("pi", "a.perf") + "," + entry.formatted("pi", "b.perf")
                                + "]}"
                        : "# faas-trace 1\n# faas-trace meta version=v1\n");
        Wanted wanted = Wanted.ALL.ofVersion("v1");
        assertThat(list(WITHOUT_PAUSE, wanted, FEW)).hasSize(2);
        assertThatThrownBy(() -> list(WITHOUT_PAUSE, wanted, new Limits(3, 1, Duration.ofMinutes(10))))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("more than 1 traces must be read");
    }

    @Test
    void aBusyCollectorIsAskedAgain() throws IOException {
        answer = exchange -> {
            exchange.getResponseHeaders().set("Retry-After", asked.size() == 1 ? "0" : "soon");
            send(exchange, asked.size() < 3 ? 503 : 200, "{\"traces\":[" + ENTRY.formatted("pi", "a.perf") + "]}");
        };
        assertThat(list(WITHOUT_PAUSE)).hasSize(1);
        assertThat(asked).hasSize(3);
        assertThat(new Reply(503, "", "", "999999999").pause(Duration.ZERO)).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void aBrokenConnectionIsTriedAgain() throws IOException {
        answer = exchange -> {
            String text = "{\"traces\":[" + ENTRY.formatted("pi", "a.perf") + "]}";
            if (asked.size() % 3 == 0) {
                send(exchange, 200, text);
            } else {
                exchange.sendResponseHeaders(200, 1000);
                exchange.getResponseBody().write(text.getBytes(UTF_8));
                exchange.getResponseBody().flush();
            }
        };
        TraceSource trace = list(WITHOUT_PAUSE).get(0);
        assertThat(asked).hasSize(3);
        try (TraceSource.Opened opened = trace.opening().open()) {
            assertThat(new String(opened.in().readAllBytes(), UTF_8))
                    .startsWith("{")
                    .endsWith("}");
        }
        assertThat(asked).hasSize(6);
    }

    @Test
    void whatIsNoListOfTracesIsRejected() {
        String what = "is not a list of traces";
        fails(what, exchange -> send(exchange, 200, "<html>"));
        fails(what, exchange -> send(exchange, 200, "[]"));
        fails(what, exchange -> send(exchange, 200, "{\"traces\":{}}"));
        fails(what, exchange -> send(exchange, 200, "{\"traces\":[1]}"));
        fails(what, exchange -> send(exchange, 200, "{\"traces\":[" + ENTRY.formatted("..", "a.perf") + "]}"));
        fails(what, exchange -> send(exchange, 200, "{\"traces\":[" + ENTRY.formatted("pi", "a?b") + "]}"));
        fails(what, exchange -> send(exchange, 200, "{\"traces\":[],\"next\":{}}"));
        fails(what, exchange -> send(exchange, 200, "{\"traces\":[],\"next\":\"?after=%zz\"}"));
        fails(what, exchange -> send(exchange, 200, "[".repeat(100_000)));
        for (String time : List.of("+1000000000-12-31T23:59:59Z", "+10000-01-01T00:00:00Z", "-0001-12-31T00:00:00Z")) {
            String entry = ENTRY.formatted("pi", "a.perf").replace("2026-01-02T03:04:05Z", time);
            fails(what, exchange -> send(exchange, 200, "{\"traces\":[" + entry + "]}"));
        }
        String many = (ENTRY.formatted("pi", "a.perf") + ",").repeat(1000) + ENTRY.formatted("pi", "b.perf");
        fails(what, exchange -> send(exchange, 200, "{\"traces\":[" + many + "]}"));
        fails("larger than 4 MiB", exchange -> send(exchange, 200, " ".repeat(5 << 20)));
        fails("responds with 500: out of order", exchange -> send(exchange, 500, "{\"title\":\"out of order\"}"));
        fails("responds with 503;", WITHOUT_PAUSE, exchange -> send(exchange, 503, "x".repeat(1 << 20)));
    }

    @Test
    void aServerThatFallsSilentIsLeft() {
        fails("sends it too slowly", SHORT, exchange -> pause(exchange, 5000));
        fails("sends it too slowly", SHORT, exchange -> drip(exchange, 100));
    }

    @Test
    void singleBytesAreNoProgress() {
        Times patient = new Times(Duration.ofSeconds(5), Duration.ofMillis(300), Duration.ofMinutes(5), Duration.ZERO);
        fails("sends it too slowly", patient, exchange -> drip(exchange, 1000));
    }

    /** Sends a byte every 100 ms. */
    private static void drip(HttpExchange exchange, int bytes) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        for (int i = 0; i < bytes; i++) {
            exchange.getResponseBody().write(' ');
            exchange.getResponseBody().flush();
            pause(exchange, 100);
        }
    }

    private static void pause(HttpExchange exchange, int millis) throws IOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException stopped) {
            throw new IOException(exchange.toString(), stopped);
        }
    }

    @Test
    void aTraceThatBreaksOffIsNotTakenForAWholeOne() throws IOException {
        answer = exchange -> send(exchange, 200, "{\"traces\":[" + ENTRY.formatted("pi", "a.perf") + "]}");
        TraceSource trace = list(WITHOUT_PAUSE).get(0);
        answer = exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write("app 1 1.0: 1 cpu-clock:\n".getBytes(UTF_8));
            exchange.getResponseBody().flush();
        };
        assertThatThrownBy(() -> trace.opening().open())
                .isInstanceOf(Problem.class)
                .hasMessageContaining("/v1/traces/pi/a.perf: the connection broke off");
        answer = exchange -> send(exchange, 404, "");
        assertThatThrownBy(() -> trace.opening().open())
                .isInstanceOf(IOException.class)
                .hasMessage("the collector has no such trace");
        answer = exchange -> send(exchange, 200, "content");
        try (TraceSource.Opened opened = trace.opening().open()) {
            assertThat(opened.bytes()).isEqualTo(7);
            assertThat(opened.in().readAllBytes()).isEqualTo("content".getBytes(UTF_8));
        }
    }

    @Test
    void aBodyIsKeptOnlyUpToItsLimit() {
        Received body = new Received(new Received.Memory(), 3);
        body.accept(new byte[] {1, 2, 3});
        assertThat(body.isEnded()).isFalse();
        body.accept(new byte[] {4});
        body.accept(new byte[] {5});
        assertThat(body.isOver()).isTrue();
        assertThat(body.bytes()).containsExactly(1, 2, 3);
        Received full = new Received(
                new OutputStream() {
                    @Override
                    public void write(int one) throws IOException {
                        throw new IOException("No space left");
                    }
                },
                3);
        full.accept(new byte[] {1});
        assertThat(full.failure()).isPresent();
    }
}
