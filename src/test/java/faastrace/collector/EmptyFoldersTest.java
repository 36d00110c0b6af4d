package faastrace.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.collector.store.Limits;
import faastrace.collector.store.TraceName;
import faastrace.document.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks that no empty folder is left behind for a name. */
class EmptyFoldersTest extends CollectorFixture {
    private static final String DISGUISED = "a b";

    @Test
    void anAbortedUploadLeavesNoFolder() throws Exception {
        String start = TRACE + SAMPLE.repeat(1000);
        try (Socket socket = upload(900_000, start)) {
            waitUntil(() -> folders().contains("slow"));
            socket.getOutputStream().flush();
        }
        waitUntil(() -> folders().isEmpty());
    }

    @Test
    void aRejectedUploadLeavesNoFolder() throws Exception {
        restart(settings().with(Limits.DEFAULT.withBodyBytes(50_000)));
        for (String name : List.of("large", DISGUISED)) {
            byte[] text = (TRACE + SAMPLE.repeat(5000)).getBytes(UTF_8);
            String chunk = Integer.toHexString(text.length) + "\r\n" + new String(text, UTF_8) + "\r\n0\r\n\r\n";
            assertThat(raw("POST / HTTP/1.1\r\nX-name: " + name + "\r\nTransfer-Encoding: chunked", chunk))
                    .contains(" 413 ");
            waitUntil(() -> folders().isEmpty());
        }
    }

    @Test
    void theFolderOfTheLastDeletedTraceIsDeleted() throws Exception {
        for (String name : List.of("pi", DISGUISED)) {
            assertThat(post("/", name, TRACE.getBytes(UTF_8)).statusCode()).isEqualTo(201);
            assertThat(post("/", name, TRACE.getBytes(UTF_8)).statusCode()).isEqualTo(201);
            Path folder = directory.resolve(new TraceName(name).folder());
            List<Path> two =
                    files().stream().filter(path -> !path.endsWith(".name")).toList();
            delete(two.get(0));
            assertThat(folder).exists();
            delete(two.get(1));
            // The collector may still be reading the second trace to count its samples.
            waitUntil(() -> !Files.exists(folder));
        }
        assertThat(post("/", DISGUISED, TRACE.getBytes(UTF_8)).statusCode()).isEqualTo(201);
        assertThat(list("")).extracting(trace -> trace.require("name").text()).containsExactly(DISGUISED);
    }

    @Test
    void aFolderWithAnotherFileStays() throws Exception {
        Path own =
                Files.writeString(Files.createDirectory(directory.resolve("pi")).resolve("README"), "mine");
        assertThat(post("/", "pi", TRACE.getBytes(UTF_8)).statusCode()).isEqualTo(201);
        delete(files().stream().filter(path -> !path.equals(own)).findFirst().orElseThrow());
        assertThat(own).exists();
    }

    @Test
    void aFolderThatTwoCollectorsCreateAndDeleteAtOnceLosesNoUpload() throws Exception {
        try (Collector other = Collector.start(settings())) {
            for (String name : List.of("pi", DISGUISED)) {
                List<CompletableFuture<Void>> all = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    String base = "http://127.0.0.1:" + (i % 2 == 0 ? collector : other).port();
                    all.add(CompletableFuture.runAsync(() -> sendAndDelete(base, name)));
                }
                all.forEach(CompletableFuture::join);
                assertThat(post("/", name, TRACE.getBytes(UTF_8)).statusCode()).isEqualTo(201);
                assertThat(list(""))
                        .extracting(trace -> trace.require("name").text())
                        .containsExactly(name);
                delete(files().stream()
                        .filter(path -> !path.endsWith(".name"))
                        .findFirst()
                        .orElseThrow());
                waitUntil(() -> folders().isEmpty()); // a page of the trace may still be written in the background
            }
        }
    }

    private void sendAndDelete(String base, String name) {
        try {
            for (int i = 0; i < 40; i++) {
                var sent = client.send(
                        HttpRequest.newBuilder(URI.create(base + "/"))
                                .header("X-name", name)
                                .POST(HttpRequest.BodyPublishers.ofString(TRACE))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(sent.statusCode()).as(sent.body()).isEqualTo(201);
                var trace = Json.read("answer", sent.body());
                String key = trace.require("folder").text() + "/"
                        + trace.require("file").text();
                var deleted = client.send(
                        HttpRequest.newBuilder(URI.create(base + "/v1/traces/" + key))
                                .DELETE()
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(deleted.statusCode()).as(deleted.body()).isEqualTo(204);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void delete(Path trace) throws Exception {
        String key = trace.getParent().getFileName() + "/" + trace.getFileName();
        assertThat(send(HttpRequest.newBuilder(uri("/v1/traces/" + key)).DELETE())
                        .statusCode())
                .isEqualTo(204);
    }

    private List<String> folders() {
        try (Stream<Path> paths = Files.list(directory)) {
            return paths.filter(Files::isDirectory)
                    .map(path -> path.getFileName().toString())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
