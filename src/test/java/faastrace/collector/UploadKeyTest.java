package faastrace.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.collector.store.FileName;
import faastrace.document.Json;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Tests uploads that are sent again because the client did not get the response. */
class UploadKeyTest extends CollectorFixture {
    @Test
    void aTraceSentAgainIsKeptOnceAndToldAgain() throws Exception {
        HttpResponse<String> first = post("pi", "a-1", TRACE);
        HttpResponse<String> again = post("pi", "a-1", TRACE);
        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers().firstValue("Location"))
                .isEqualTo(first.headers().firstValue("Location"));
        assertThat(list("")).hasSize(1);
        assertThat(heard).as("traces that were reported").hasSize(1);
        assertThat(send(HttpRequest.newBuilder(uri("/metrics"))).body()).contains("stored_traces_total 1\n");
    }

    @Test
    void aKeyIsOneOfItsName() throws Exception {
        assertThat(post("pi", "a-1", TRACE).statusCode()).isEqualTo(201);
        assertThat(post("pi", "a-2", TRACE).statusCode()).isEqualTo(201);
        assertThat(post("e", "a-1", TRACE).statusCode()).isEqualTo(201);
        assertThat(list("")).hasSize(3);
    }

    @Test
    void collectorsOfOneFolderKnowEachOthers() throws Exception {
        HttpResponse<String> first = post("pi", "a-1", TRACE);
        try (Collector other = Collector.start(settings(), heard::add)) {
            HttpResponse<String> again = send(keyed(other, "pi", "a-1", TRACE));
            assertThat(again.statusCode()).isEqualTo(200);
            assertThat(again.body()).isEqualTo(first.body());
        }
    }

    @Test
    void manyAtOnceToTwoCollectorsAreOne() throws Exception {
        try (Collector other = Collector.start(settings(), heard::add)) {
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                HttpRequest request = keyed(i % 2 == 0 ? collector : other, "pi", "same-" + i / 16, TRACE)
                        .build();
                answers.add(client.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
            }
            Set<String> places = new TreeSet<>();
            for (CompletableFuture<HttpResponse<String>> answer : answers) {
                assertThat(answer.get().statusCode()).isIn(200, 201);
                places.add(answer.get().headers().firstValue("Location").orElseThrow());
            }
            assertThat(places).hasSize(4);
            assertThat(list("")).hasSize(4);
        }
    }

    @Test
    void whatADeadCollectorOnlyBeganIsKept() throws Exception {
        String file = Json.read("answer", post("pi", "a-1", TRACE).body())
                .require("file")
                .text();
        Files.delete(path("pi", file));
        HttpResponse<String> again = post("pi", "a-1", TRACE);
        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(again.body()).contains(file);
    }

    @Test
    void anImpossibleKeyIsRefused() throws Exception {
        assertProblem(post("pi", "x".repeat(256), TRACE), 400, "printable ASCII");
        assertProblem(post("pi", "two words", TRACE), 400, "printable ASCII");
        assertThat(files()).isEmpty();
    }

    @Test
    void whatIsKnownOfUploadsGoesWithTheirTracesOrAfterADay() throws Exception {
        HttpResponse<String> gone = post("pi", "a-1", TRACE);
        send(HttpRequest.newBuilder(uri(gone.headers().firstValue("Location").orElseThrow()))
                .DELETE());
        assertThat(marks()).isEmpty();
        post("pi", "a-2", TRACE);
        post("pi", "a-3", TRACE);
        FileTime old = FileTime.from(Instant.now().minus(Duration.ofDays(2)));
        Files.setLastModifiedTime(marks().get(0), old);
        restart(settings());
        waitUntil(() -> marks().size() == 1);
        assertThat(list("")).hasSize(2);
    }

    @Test
    void aStoredTraceNeedsItsKeyFileOnlyForAShortTime() throws Exception {
        Instant before = Instant.now().minus(Duration.ofMinutes(20));
        String stored = fileOf(post("pi", "a-1", TRACE));
        Files.setLastModifiedTime(mark(stored), FileTime.from(before));
        String older = FileName.of(before, id(stored));
        Files.move(path("pi", stored), path("pi", older));
        String fresh = fileOf(post("pi", "a-2", TRACE));
        String unstored = fileOf(post("pi", "a-3", TRACE));
        Files.setLastModifiedTime(mark(unstored), FileTime.from(before));
        Files.delete(path("pi", unstored));
        restart(settings());
        waitUntil(() -> !Files.exists(mark(stored)));
        assertThat(marks()).containsExactlyInAnyOrder(mark(fresh), mark(unstored));
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> again = post("pi", "a-1", TRACE);
            assertThat(again.statusCode()).isEqualTo(200);
            assertThat(fileOf(again)).isEqualTo(older);
            restart(settings());
        }
        assertThat(list("")).hasSize(2);
        Files.delete(path("pi", older));
        assertThat(post("pi", "a-1", TRACE).statusCode())
                .as("after its deletion")
                .isEqualTo(201);
        assertThat(post("pi", "a-1", TRACE).statusCode()).isEqualTo(200);
        assertThat(list("")).hasSize(2);
    }

    private static String fileOf(HttpResponse<String> answer) {
        return Json.read("answer", answer.body()).require("file").text();
    }

    private static String id(String file) {
        return file.substring(file.indexOf('-') + 1, file.indexOf(".perf.gz"));
    }

    private Path mark(String file) {
        return path("pi", "." + id(file) + ".key");
    }

    private List<Path> marks() {
        return files().stream()
                .filter(file -> file.getFileName().toString().endsWith(".key"))
                .toList();
    }

    private HttpResponse<String> post(String name, String key, String text) throws Exception {
        return send(keyed(collector, name, key, text));
    }

    private static HttpRequest.Builder keyed(Collector to, String name, String key, String text) {
        return HttpRequest.newBuilder(java.net.URI.create("http://127.0.0.1:" + to.port() + "/"))
                .header("X-name", name)
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofByteArray(text.getBytes(UTF_8)));
    }
}
