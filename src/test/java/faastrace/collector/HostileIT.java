package faastrace.collector;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.collector.store.Limits;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sends malicious requests as raw bytes. The response must be correct. The collector must not change anything outside
 * its folder, execute anything or disclose a secret.
 */
class HostileIT extends CollectorFixture {
    private static final String TOKEN = "Authorization: Bearer t0ken\r\n";
    private static final String END = "Connection: close\r\n\r\n";
    private static final int LIMIT = 200_000;

    @TempDir
    Path outer;

    private final Map<String, Object[]> requests = new LinkedHashMap<>();

    @Override
    protected Settings settings() {
        try {
            directory = Files.createDirectories(outer.resolve("inner/stacks"));
            Path tokens = Files.writeString(outer.resolve("tokens"), "t0ken");
            Files.writeString(outer.resolve("inner/secret"), TRACE);
            return settings(directory)
                    .with(Limits.DEFAULT.withBodyBytes(LIMIT))
                    .withTokens(tokens)
                    // Two of the requests run into the first timeout on purpose. The others must not run into it, even
                    // on a busy machine.
                    .withTimeouts(Duration.ofSeconds(3), Duration.ofSeconds(1));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @TestFactory
    java.util.stream.Stream<DynamicTest> hostileRequests() throws Exception {
        names();
        tokens();
        lengths();
        contents();
        paths();
        floods();
        assertThat(requests).hasSizeGreaterThanOrEqualTo(40);
        return requests.entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(one.getKey(), () -> check(one.getKey(), one.getValue())));
    }

    private void names() {
        for (String name : new String[] {
            "../../escaped", "..", "a/../../escaped", "..\\escaped", "/../escaped", "", "x".repeat(1100)
        }) {
            post("name " + (name.length() > 99 ? "of 1100 bytes" : name), 400, "X-name: " + name + "\r\n");
        }
        post("no name", 400, "");
        post("name with a zero byte", 400, "X-name: a\u0000b\r\n");
        post("name with a bell", 400, "X-name: a\u0007b\r\n");
        post("name with an escape", 400, "X-name: a\u001b[2Jb\r\n");
        post("name with a C1 control", 400, "X-name: a\u00c2\u0085b\r\n");
        post("name with a bare line feed", 400, "X-name: a\n ../b\r\n");
        post("absolute path as a name", 201, "X-name: /etc/cron.d/escaped\r\n");
        post("shell in a name", 201, "X-name: $(touch ${PWD}/escaped);`touch escaped`|touch escaped&\r\n");
        post("overlong UTF-8 for a slash", 201, "X-name: ..\u00c0\u00af..\u00c0\u00afescaped\r\n");
        post("markup in a name", 201, "X-name: <script>alert(1)</script>\r\n");
    }

    private void tokens() {
        put("no token", 401, "POST / HTTP/1.1\r\nHost: x\r\nX-name: pi\r\n" + length(TRACE) + END + TRACE);
        for (String wrong : new String[] {"Bearer wrong", "Basic dDBrZW46dDBrZW4=", "Bearer", "Bearer t0ken t0ken"}) {
            put(
                    "token " + wrong,
                    401,
                    "POST / HTTP/1.1\r\nHost: x\r\nX-name: pi\r\nAuthorization: " + wrong + "\r\n" + length(TRACE) + END
                            + TRACE);
        }
        put("no token to list", 401, "GET /v1/traces HTTP/1.1\r\nHost: x\r\n" + END);
        put("no token to delete", 401, "DELETE /v1/traces/pi/x HTTP/1.1\r\nHost: x\r\n" + END);
    }

    private void lengths() {
        body("a length that is none", 400, "Content-Length: many\r\n", TRACE);
        body("a negative length", 400, "Content-Length: -5\r\n", TRACE);
        body("two lengths", 400, "Content-Length: 5\r\nContent-Length: 6\r\n", TRACE);
        body("a length and chunks", 400, length(TRACE) + "Transfer-Encoding: chunked\r\n", "0\r\n\r\n");
        body("a chunk without a length", 400, "Transfer-Encoding: chunked\r\n", "zz\r\n" + TRACE);
        body("a length beyond all numbers", 400, "Content-Length: 99999999999999999999\r\n", TRACE);
        body("a length over the limit", 413, "Content-Length: 2147483648\r\n", TRACE);
        body("more than was said", 201, length(TRACE), TRACE + "POST / HTTP/1.1\r\n\r\n");
        body("less than was said, and then nothing", 408, "Content-Length: 150000\r\n", TRACE);
        body("chunks over the limit", 413, "Transfer-Encoding: chunked\r\n", chunk(TRACE + "x".repeat(LIMIT)));
        body("chunks that end nowhere", 408, "Transfer-Encoding: chunked\r\n", "ffff\r\n" + TRACE);
    }

    private void contents() throws Exception {
        body("no body", 415, "Content-Length: 0\r\n", "");
        body("JSON", 415, length("{\"a\": [1]}"), "{\"a\": [1]}");
        body("a program", 415, length("\u007fELF\u0002\u0001"), "\u007fELF\u0002\u0001");
        body("a page", 415, length("<html><script>"), "<html><script>alert(1)</script>".substring(0, 14));
        String damaged = "\u001f\u008b\b\u0000\u0000\u0000\u0000rubbish";
        body("damaged gzip", 400, length(damaged), damaged);
        String bomb = new String(gzip(new byte[32 << 20]), ISO_8859_1);
        body("a bomb of zeros", 415, length(bomb), bomb);
        String nested = new String(gzip(gzip((TRACE).getBytes(UTF_8))), ISO_8859_1);
        body("gzip in gzip", 415, length(nested), nested);
        body("gzip that is none", 415, "Content-Encoding: gzip\r\n" + length(TRACE), TRACE);
        body("an unknown packing", 415, "Content-Encoding: br\r\n" + length(TRACE), TRACE);
    }

    private void paths() {
        for (String path : new String[] {
            "/v1/traces/../../secret",
            "/v1/traces/%2e%2e/secret",
            "/v1/traces/..%2f..%2fsecret/x",
            "/v1/traces/pi/%00",
            "/v1/traces/....//secret",
            "/%2e%2e/%2e%2e/secret",
            "http://[::1/"
        }) {
            String request = "GET " + path + " HTTP/1.1\r\nHost: x\r\n" + TOKEN + END;
            requests.put("path " + path, new Object[] {"400|404", request});
        }
        put("a method that is none", 405, "BREW / HTTP/1.1\r\nHost: x\r\n" + TOKEN + END);
        put("TRACE that would echo the token", 405, "TRACE / HTTP/1.1\r\nHost: x\r\n" + TOKEN + END);
    }

    private void floods() {
        put(
                "a header of 100 kB",
                431,
                "GET /healthz HTTP/1.1\r\nHost: x\r\nX-a: " + "a".repeat(100_000) + "\r\n" + END);
        put("5000 headers", 431, "GET /healthz HTTP/1.1\r\nHost: x\r\n" + "X-a: b\r\n".repeat(5000) + END);
        put("a path of 100 kB", 414, "GET /" + "a".repeat(100_000) + " HTTP/1.1\r\nHost: x\r\n" + END);
        put("no host", 400, "GET /healthz HTTP/1.1\r\n" + END);
        put("no HTTP at all", 400, "\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n");
    }

    private void check(String what, Object[] request) throws Exception {
        String before = outside();
        String answer = answer((String) request[1]);
        assertThat(answer).as(what).matches("(?s)HTTP/1.1 (" + request[0] + ") .*");
        // The collector's own errors have titles that begin with a lower-case letter. The HTTP server's errors have
        // other titles.
        assertThat(answer.replaceAll("\"title\" : \"[a-z]", "")).as("title").doesNotContain("\"title\"");
        assertThat(answer).doesNotContain("Exception", "\tat ", "faastrace.", "jetty", outer.toString());
        assertThat(outside()).as("what lies outside the folder").isEqualTo(before);
        assertThat(directory.resolve("escaped")).doesNotExist();
        assertThat(raw("GET /healthz HTTP/1.1")).contains(" 200 ");
    }

    private String answer(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    /**
     * Everything outside the collector's folder, with its content. The folder itself is left out because its files
     * change all the time.
     */
    private String outside() throws IOException {
        Map<String, String> found = new TreeMap<>();
        Files.walkFileTree(outer, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                found.put(folder.toString(), "folder");
                return folder.equals(directory) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                found.put(file.toString(), Files.readString(file, ISO_8859_1));
                return FileVisitResult.CONTINUE;
            }
        });
        return found.toString() + Files.exists(Path.of("escaped"));
    }

    private void post(String what, int status, String name) {
        put(what, status, "POST / HTTP/1.1\r\nHost: x\r\n" + TOKEN + name + length(TRACE) + END + TRACE);
    }

    private void body(String what, int status, String headers, String body) {
        put(what, status, "POST / HTTP/1.1\r\nHost: x\r\nX-name: pi\r\n" + TOKEN + headers + END + body);
    }

    private void put(String what, int status, String request) {
        requests.put(what, new Object[] {String.valueOf(status), request});
    }

    private static String length(String body) {
        return "Content-Length: " + body.length() + "\r\n";
    }

    private static String chunk(String body) {
        return Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
    }

    @Test
    void slowBodiesInNumberStarveNobody() throws Exception {
        restart(settings(directory));
        java.util.List<Socket> slow = new java.util.ArrayList<>();
        try {
            for (int i = 0; i < 400; i++) {
                slow.add(upload(150_000, TRACE + SAMPLE.repeat(i * 5 % 700)));
            }
            waitUntil(() -> raw("GET /metrics HTTP/1.1").contains("faas_trace_uploads 400"));
            assertThat(raw("GET /healthz HTTP/1.1")).contains(" 200 ");
            assertThat(post("/", "other", TRACE.getBytes(UTF_8)).statusCode()).isEqualTo(201);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }
}
