package faastrace.collector;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.document.Json;
import faastrace.document.Value;
import faastrace.problem.Problem;
import faastrace.trace.read.TraceReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
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
            assertThat(TraceReader.ofStacks().add(in).samples()).isEqualTo(200_002);
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
