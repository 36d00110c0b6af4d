package faastrace.collector;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.collector.store.Limits;
import faastrace.document.Json;
import faastrace.document.Value;
import faastrace.problem.Problem;
import faastrace.trace.read.TraceSummary;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CollectorIT extends CollectorFixture {
    @Test
    void aPostedTraceIsKeptUnderItsNameAndAcknowledged() throws Exception {
        HttpResponse<String> answer = post("/", "pi", TRACE.getBytes(UTF_8));
        assertThat(answer.statusCode()).isEqualTo(201);
        Value receipt = Json.read("answer", answer.body());
        String file = receipt.require("file").text();
        assertThat(file).matches("\\d{8}T\\d{6}\\.\\d{3}Z-[0-9a-f]{16}\\.perf\\.gz");
        assertThat(answer.headers().firstValue("Location")).contains("/v1/traces/pi/" + file);
        assertThat(receipt.require("bytes").number(1, 100_000)).isEqualTo((int) Files.size(path("pi", file)));
        assertThat(unpacked(Files.readAllBytes(path("pi", file)))).isEqualTo(TRACE);
    }

    @Test
    void theVersionedPathTakesTracesToo() throws Exception {
        assertThat(post("/v1/traces", "pi", TRACE.getBytes(UTF_8)).statusCode()).isEqualTo(201);
    }

    @Test
    void gzipIsKeptAsItCameWhetherDeclaredOrNot() throws Exception {
        byte[] packed = gzip(TRACE.getBytes(UTF_8));
        HttpResponse<String> declared = send(request("/", "pi")
                .header("Content-Encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofByteArray(packed)));
        assertThat(declared.statusCode()).isEqualTo(201);
        assertThat(post("/", "pi", packed).statusCode()).isEqualTo(201);
        assertThat(files("pi")).hasSize(2).allSatisfy(file -> assertThat(file).hasBinaryContent(packed));
    }

    @Test
    void aLargeTraceArrivesWhole() throws Exception {
        byte[] text = (TRACE + SAMPLE.repeat(200_000)).getBytes(UTF_8);
        HttpResponse<String> answer = send(request("/", "pi")
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(text))));
        assertThat(answer.statusCode()).isEqualTo(201);
        try (var in = Files.newInputStream(files("pi").get(0))) {
            assertThat(TraceSummary.of(in).samples()).isEqualTo(200_002);
        }
    }

    @Test
    void theListenerHearsOfEachTraceAfterItIsKept() throws Exception {
        post("/", "pi", TRACE.getBytes(UTF_8));
        waitUntil(() -> heard.size() == 1);
        assertThat(heard.get(0).name()).isEqualTo("pi");
        assertThat(path("pi", heard.get(0).file())).hasSize(heard.get(0).bytes());
    }

    @Test
    void aMissingOrUnsafeNameIsRefusedWithTheCure() throws Exception {
        HttpResponse<String> missing =
                send(HttpRequest.newBuilder(uri("/")).POST(HttpRequest.BodyPublishers.ofString(TRACE)));
        assertProblem(missing, 400, "X-name");
        for (String name : List.of("../etc", "..", ".", "a/../b", "a\\..", "/..")) {
            assertProblem(post("/", name, TRACE.getBytes(UTF_8)), 400, "without . and ..");
        }
        assertProblem(post("/", "", TRACE.getBytes(UTF_8)), 400, "bytes");
        assertProblem(post("/", "x".repeat(1025), TRACE.getBytes(UTF_8)), 400, "bytes");
        assertThat(files()).isEmpty();
    }

    @Test
    void whatIsNoTraceIsRefused() throws Exception {
        assertProblem(post("/", "pi", "{\"a\": 1}".getBytes(UTF_8)), 415, "perf script");
        assertProblem(post("/", "pi", new byte[0]), 415, "perf script");
        assertProblem(post("/", "pi", gzip("hello\n".getBytes(UTF_8))), 415, "perf script");
        assertProblem(post("/", "pi", "no trace\n".repeat(100_000).getBytes(UTF_8)), 415, "perf script");
        assertProblem(post("/", "pi", new byte[] {0x1f, (byte) 0x8b, 1, 2, 3}), 400, "again");
        assertThat(files()).isEmpty();
    }

    @Test
    void aSenderThatSendsAllBeforeItReadsStillGetsTheReason() throws Exception {
        byte[] text = "no trace\n".repeat(300_000).getBytes(UTF_8);
        for (String name : List.of("pi", "..", "pi", "..")) {
            try (Socket socket = connect()) {
                String head = "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-name: " + name
                        + "\r\nContent-Length: " + text.length + "\r\n\r\n";
                socket.getOutputStream().write(head.getBytes(US_ASCII));
                for (int i = 0; i < 9; i++) {
                    socket.getOutputStream().write(text, i * 300_000, 300_000);
                    Thread.sleep(20);
                }
                assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                        .contains("application/problem+json");
            }
        }
    }

    @Test
    void otherEncodingsAreRefused() throws Exception {
        for (String encoding : List.of("zstd", "gzip")) {
            assertProblem(
                    send(request("/", "pi")
                            .header("Content-Encoding", encoding)
                            .POST(HttpRequest.BodyPublishers.ofString(TRACE))),
                    415,
                    "gzip");
        }
    }

    @Test
    void aBodyOverTheLimitIsRefusedWhetherAnnouncedOrNot() throws Exception {
        restart(settings().with(Limits.DEFAULT.withBodyBytes(100_000)));
        byte[] text = (TRACE + SAMPLE.repeat(3000)).getBytes(UTF_8);
        assertProblem(post("/", "pi", text), 413, "gzip");
        HttpRequest.BodyPublisher unannounced =
                HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(text));
        assertProblem(send(request("/", "pi").POST(unannounced)), 413, "gzip");
        assertThat(files("pi")).isEmpty();
        assertThat(post("/", "pi", TRACE.getBytes(UTF_8)).statusCode()).isEqualTo(201);
    }

    @Test
    void aBombIsNotUnpacked() throws Exception {
        byte[] bomb = gzip(new byte[64 << 20]);
        assertProblem(post("/", "pi", bomb), 415, "perf script");
        byte[] trace = gzip((TRACE + "x".repeat(64 << 20)).getBytes(UTF_8));
        assertThat(post("/", "pi", trace).statusCode()).isEqualTo(201);
    }

    @Test
    void aBrokenUploadLeavesNothing() throws Exception {
        try (Socket socket = upload(1_000_000, TRACE + SAMPLE.repeat(5000))) {
            waitUntil(() -> files().size() == 1);
            assertThat(list("")).isEmpty();
            socket.setSoLinger(true, 0);
        }
        waitUntil(() -> files().isEmpty());
        assertThat(heard).isEmpty();
    }

    @Test
    void aStalledUploadIsDroppedAndLeavesNothing() throws Exception {
        restart(settings().withTimeouts(Duration.ofMillis(300), Duration.ofSeconds(5)));
        try (Socket socket = upload(1_000_000, TRACE + SAMPLE.repeat(5000))) {
            socket.setSoTimeout(20_000);
            String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
            assertThat(answer).contains(" 408 ").contains("application/problem+json");
        }
        waitUntil(() -> files().isEmpty());
    }

    @Test
    void aTrickleIsDropped() throws Exception {
        restart(settings().withTimeouts(Duration.ofMillis(500), Duration.ofSeconds(5)));
        try (Socket socket = upload(1_000_000, TRACE)) {
            Instant end = Instant.now().plusSeconds(20);
            while (socket.getInputStream().available() == 0 && Instant.now().isBefore(end)) {
                socket.getOutputStream().write('#');
                Thread.sleep(50);
            }
            assertThat(socket.getInputStream().available()).isPositive();
        }
    }

    @Test
    void headersThatTrickleEndTheConnectionAndSlowBodiesDoNot() throws Exception {
        restart(settings().withTimeouts(Duration.ofMillis(500), Duration.ofSeconds(5)));
        int pieces = 20;
        String piece = SAMPLE.repeat(10);
        try (Socket upload = upload(pieces * piece.length(), "");
                Socket trickle = connect()) {
            boolean closed = false;
            for (int i = 0; i < pieces; i++) {
                upload.getOutputStream().write(piece.getBytes(UTF_8));
                closed = closed || !bears(trickle);
                Thread.sleep(100);
            }
            assertThat(closed).isTrue();
            byte[] status = upload.getInputStream().readNBytes("HTTP/1.1 201".length());
            assertThat(new String(status, UTF_8)).isEqualTo("HTTP/1.1 201");
        }
    }

    /**
     * Writes a byte and returns whether that succeeded. If the other end has closed the connection, the first write may
     * still succeed, but the second one fails.
     */
    private static boolean bears(Socket socket) {
        try {
            socket.getOutputStream().write('G');
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    @Test
    void manyStalledUploadsLeaveRoomForOthers() throws Exception {
        List<Socket> stalled = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            stalled.add(upload(1_000_000, TRACE));
        }
        assertThat(post("/", "other", TRACE.getBytes(UTF_8)).statusCode()).isEqualTo(201);
        for (Socket socket : stalled) {
            socket.close();
        }
    }

    @Test
    void tracesAreListedByTimeAndFilteredByName() throws Exception {
        assertThat(list("")).isEmpty();
        post("/", "b", TRACE.getBytes(UTF_8));
        Thread.sleep(5);
        post("/", "a", TRACE.getBytes(UTF_8));
        Files.writeString(directory.resolve("b/.half"), "x");
        assertThat(list("")).extracting(trace -> trace.require("name").text()).containsExactly("b", "a");
        assertThat(list("?name=a")).hasSize(1);
        assertThat(list("?name=none")).isEmpty();
        Value first = list("").get(0);
        assertThat(Instant.parse(first.require("time").text()))
                .isBetween(Instant.now().minusSeconds(60), Instant.now());
        assertThat(first.require("bytes").number(1, 10_000)).isPositive();
    }

    @Test
    void aTraceCanBeFetched() throws Exception {
        HttpResponse<String> stored = post("/", "pi", TRACE.getBytes(UTF_8));
        HttpRequest.Builder get = HttpRequest.newBuilder(
                uri(stored.headers().firstValue("Location").orElseThrow()));
        HttpResponse<byte[]> answer = client.send(get.build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/gzip");
        assertThat(unpacked(answer.body())).isEqualTo(TRACE);
    }

    @Test
    void pathsCannotLeaveTheFolder() throws Exception {
        post("/", "pi", TRACE.getBytes(UTF_8));
        Path secret = Files.writeString(directory.resolve("secret"), "secret");
        Files.createSymbolicLink(directory.resolve("pi/link"), secret);
        Files.writeString(directory.resolve("pi/.dot"), "secret");
        for (String path : List.of(
                "pi/../secret",
                "pi/%2e%2e/secret",
                "pi/..%2fsecret",
                "../secret",
                "pi/link",
                "pi/.dot",
                "./secret",
                "pi/%00",
                "pi/..;/secret")) {
            assertThat(rawStatus("GET /v1/traces/" + path + " HTTP/1.1"))
                    .as(path)
                    .isIn(400, 404);
        }
        assertThat(list("")).hasSize(1);
    }

    @Test
    void aNameThatIsALinkIsRefused(@TempDir Path elsewhere) throws Exception {
        Files.createSymbolicLink(directory.resolve("pi"), elsewhere);
        Files.writeString(elsewhere.resolve("a.perf.gz"), "x");
        assertProblem(post("/", "pi", TRACE.getBytes(UTF_8)), 409, "another name");
        assertThat(list("")).isEmpty();
        assertThat(elsewhere).isDirectoryNotContaining("glob:**2*");
    }

    @Test
    void aFolderThatIsALinkOrAFileIsRefused(@TempDir Path elsewhere) throws Exception {
        Path link = Files.createSymbolicLink(elsewhere.resolve("link"), directory);
        assertThatThrownBy(() -> Collector.start(settings(link))).isInstanceOf(Problem.class);
        Path file = Files.createFile(elsewhere.resolve("file"));
        assertThatThrownBy(() -> Collector.start(settings(file))).isInstanceOf(Problem.class);
    }

    @Test
    void otherPathsAndMethodsAreAnsweredInJson() throws Exception {
        assertThat(send(HttpRequest.newBuilder(uri("/healthz"))).statusCode()).isEqualTo(200);
        assertProblem(send(HttpRequest.newBuilder(uri("/none"))), 404, "/v1/traces");
        HttpResponse<String> answer =
                send(HttpRequest.newBuilder(uri("/v1/traces")).DELETE());
        assertProblem(answer, 405, "GET, POST");
        assertThat(answer.headers().firstValue("Allow")).contains("GET, POST");
        assertThat(rawStatus("HEAD /healthz HTTP/1.1")).isEqualTo(200);
        assertThat(raw("GET /v1/../%zz HTTP/1.1")).contains(" 400 ");
    }

    @Test
    void aPortInUseIsTheUsersToFix() {
        InetSocketAddress taken = new InetSocketAddress(InetAddress.getLoopbackAddress(), collector.port());
        assertThatThrownBy(() -> Collector.start(settings().at(taken)))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("in use")
                .hasMessageContaining("--port");
    }

    @Test
    void closingEndsAllThreadsAndDropsUnfinishedUploads() throws Exception {
        restart(settings().withTimeouts(Duration.ofSeconds(30), Duration.ofMillis(200)));
        try (Socket socket = upload(1_000_000, TRACE + SAMPLE.repeat(5000))) {
            waitUntil(() -> files().size() == 1);
            collector.close();
            assertThat(files()).isEmpty();
            waitUntil(() -> Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("collector")));
            assertThat(socket.isConnected()).isTrue();
        }
    }

    @Test
    void closingLetsAnUploadUnderWayFinish() throws Exception {
        restart(settings().withTimeouts(Duration.ofSeconds(30), Duration.ofSeconds(10)));
        byte[] text = (TRACE + SAMPLE.repeat(5000)).getBytes(UTF_8);
        try (Socket socket = upload(text.length, new String(text, 0, 100_000, US_ASCII))) {
            waitUntil(() -> files().size() == 1);
            Thread closing = new Thread(collector::close);
            closing.start();
            Thread.sleep(200);
            socket.getOutputStream().write(text, 100_000, text.length - 100_000);
            socket.setSoTimeout(20_000);
            assertThat(new String(socket.getInputStream().readNBytes(13), UTF_8))
                    .contains("201");
            closing.join(20_000);
        }
        assertThat(files()).hasSize(1);
    }

    @Test
    void nothingIsPrintedByTheServer() throws Exception {
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, UTF_8));
        try {
            restart(settings());
            post("/", "pi", TRACE.getBytes(UTF_8));
            raw("nonsense");
            collector.close();
        } finally {
            System.setErr(before);
        }
        assertThat(printed.toString(UTF_8)).isEmpty();
    }
}
