package faastrace.collector;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.collector.store.DerivedFile;
import faastrace.collector.store.StoredTrace;
import faastrace.document.Json;
import faastrace.document.Value;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Starts a collector on a free port and provides methods for sending requests to it. */
@Timeout(60)
public abstract class CollectorFixture {
    public static final String SAMPLE =
            "pi 12/13 [000]  5.500000: 1 cpu-clock:u: \n\t    7f3 leaf_fn+0x10 (/usr/bin/app)\n\n";
    protected static final String TRACE = "# ========\n# captured on: x\n#\n" + SAMPLE + SAMPLE;

    @TempDir
    protected Path directory;

    protected final HttpClient client = HttpClient.newHttpClient();
    final List<StoredTrace> heard = new CopyOnWriteArrayList<>();
    protected Collector collector;

    @BeforeEach
    protected void start() {
        start(settings());
    }

    @AfterEach
    protected void stop() {
        collector.close();
    }

    protected Settings settings() {
        return settings(directory);
    }

    protected static Settings settings(Path folder) {
        return Settings.of(folder)
                .at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .withTimeouts(Duration.ofSeconds(30), Duration.ofSeconds(1));
    }

    protected void start(Settings settings) {
        collector = Collector.start(settings, heard::add);
    }

    protected void restart(Settings settings) {
        collector.close();
        start(settings);
    }

    protected URI uri(String path) {
        return URI.create("http://127.0.0.1:" + collector.port() + path);
    }

    protected HttpRequest.Builder request(String path, String name) {
        return HttpRequest.newBuilder(uri(path)).header("X-name", name);
    }

    protected HttpResponse<String> post(String path, String name, byte[] body) throws Exception {
        return send(request(path, name).POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    protected HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
    }

    protected List<Value> list(String query) throws Exception {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(uri("/v1/traces" + query)));
        assertThat(answer.statusCode()).isEqualTo(200);
        return Json.read("answer", answer.body()).require("traces").items();
    }

    Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), collector.port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** Opens a connection and begins an upload. Announces the given number of bytes, but sends only this text. */
    Socket upload(int announced, String sent) throws IOException {
        Socket socket = connect();
        String head = "POST / HTTP/1.1\r\nHost: x\r\nX-name: slow\r\nContent-Length: " + announced + "\r\n\r\n";
        socket.getOutputStream().write((head + sent).getBytes(US_ASCII));
        return socket;
    }

    int rawStatus(String line) throws IOException {
        return Integer.parseInt(raw(line).split(" ")[1]);
    }

    String raw(String line) throws IOException {
        return raw(line, "");
    }

    /** Sends a request as it is, adding only the headers Host and Connection: close. Returns the whole response. */
    String raw(String head, String body) throws IOException {
        try (Socket socket = connect()) {
            String text = head + "\r\nHost: x\r\nConnection: close\r\n\r\n" + body;
            socket.getOutputStream().write(text.getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    protected static void assertProblem(HttpResponse<String> answer, int status, String detail) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        Value problem = Json.read("answer", answer.body());
        assertThat(problem.require("status").number(400, 599)).isEqualTo(status);
        assertThat(problem.require("title").text()).isNotBlank();
        assertThat(problem.require("detail").text()).contains(detail);
    }

    Path path(String name, String file) {
        return directory.resolve(name).resolve(file);
    }

    /**
     * The uploaded traces and the leftovers of uploads. Excludes files that the collector creates itself, such as
     * locks.
     */
    protected List<Path> files() {
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.filter(Files::isRegularFile)
                    .filter(path -> !path.toString().matches(".*\\.(lock|kept\\.part)|.*/\\.index[^/]*"))
                    .filter(path ->
                            DerivedFile.owner(path.getFileName().toString()).isEmpty())
                    .toList();
        } catch (IOException | UncheckedIOException changedMeanwhile) {
            return List.of(directory, directory);
        }
    }

    protected List<Path> files(String name) {
        return files().stream()
                .filter(file -> file.startsWith(directory.resolve(name)))
                .toList();
    }

    protected interface Condition {
        boolean holds() throws Exception;
    }

    protected static void waitUntil(Condition condition) throws Exception {
        Instant end = Instant.now().plusSeconds(20);
        boolean holds = condition.holds();
        while (!holds && Instant.now().isBefore(end)) {
            Thread.sleep(10);
            holds = condition.holds();
        }
        assertThat(holds).isTrue();
    }

    static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    static String unpacked(byte[] packed) throws IOException {
        return new String(new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes(), UTF_8);
    }
}
