package faastrace.collector;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.collector.store.Limits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Checks uploads that are refused, are cut off, or arrive too slowly. */
@Timeout(60)
class RefusedUploadsIT extends CollectorFixture {
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
    void aPathWithTwoSlashesInARowIsRefusedWithTheCure() throws Exception {
        for (String path : List.of("//v1/traces", "/v1//traces", "//")) {
            HttpResponse<String> answer = send(HttpRequest.newBuilder(uri(path)));
            assertProblem(answer, 400, "remove one of them");
            assertThat(answer.body()).contains("the path contains two slashes in a row");
        }
        assertThat(raw("GET /v1/%2e%2e/traces HTTP/1.1")).contains(" 400 ", "the path is ambiguous");
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
}
