package faastrace.collector.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.collector.Collector;
import faastrace.collector.CollectorFixture;
import faastrace.collector.Settings;
import faastrace.collector.store.FileName;
import faastrace.collector.store.Limits;
import faastrace.document.Json;
import faastrace.document.Value;
import faastrace.forward.ForwardSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives traces in a real object store, and brings them back. */
class ArchiveIT extends CollectorFixture {
    private static final Instant HOUR =
            Instant.now().minus(Duration.ofHours(30)).truncatedTo(ChronoUnit.HOURS);

    @TempDir
    static Path objects;

    private static SeaweedFs store;
    private static int tests;

    private final String prefix = "s3://traces/test-" + tests++;
    private final Map<Path, byte[]> made = new TreeMap<>();

    @BeforeAll
    static void startStore() throws Exception {
        System.setProperty("aws.accessKeyId", "key");
        System.setProperty("aws.secretAccessKey", "secret");
        store = SeaweedFs.start(objects);
    }

    @AfterAll
    static void stopStore() throws Exception {
        if (store != null) {
            store.close();
        }
    }

    @Test
    void aPastHourIsArchivedAndComesBack() throws Exception {
        for (int i = 0; i < 20; i++) {
            make("pi", HOUR.plusSeconds(i), "a-" + i, i, "");
            make("e", HOUR.plusSeconds(3600 + i), "b-" + i, i, "");
        }
        post("/", "pi", TRACE.getBytes(UTF_8));
        restart(archiving());
        waitUntil(() -> traces().size() == 1);
        assertThat(files()).as("files besides the new trace").hasSizeLessThan(5);
        assertThat(archived()).containsExactly("e " + HOUR.plusSeconds(3600) + " 20", "pi " + HOUR + " 20");

        Path one = made.keySet().iterator().next();
        String path = "/v1/traces/" + directory.relativize(one);
        assertThat(send(HttpRequest.newBuilder(uri(path))).statusCode()).isEqualTo(200);
        assertThat(Files.readAllBytes(one)).isEqualTo(made.get(one));
        assertThat(send(HttpRequest.newBuilder(uri("/traces/" + directory.relativize(one))))
                        .statusCode())
                .isEqualTo(200);
        assertThat(list("?call=a-7")).hasSize(1);
        assertThat(list("?call=a-7&to=" + HOUR)).isEmpty();
        assertThat(send(restore("pi", HOUR)).body()).contains("\"traces\" : 20");
        assertThat(list("?name=pi")).hasSize(21);
        for (Map.Entry<Path, byte[]> trace : made.entrySet()) {
            if (trace.getKey().getParent().endsWith("pi")) {
                assertThat(Files.readAllBytes(trace.getKey())).isEqualTo(trace.getValue());
            }
        }
        assertThat(send(restore("pi", HOUR.minusSeconds(3600))).statusCode()).isEqualTo(404);
        assertThat(send(HttpRequest.newBuilder(uri(path.replace(".perf.gz", "x.perf.gz"))))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void whatAKilledCollectorHadArchivedIsNotArchivedAgain() throws Exception {
        make("pi", HOUR, "a-1", 1, "");
        restart(archiving());
        waitUntil(() -> traces().isEmpty());
        stop();
        Map<Path, byte[]> before = new TreeMap<>(made);
        make("pi", HOUR.plusSeconds(1), "a-2", 1, "");
        for (Map.Entry<Path, byte[]> trace : before.entrySet()) {
            Files.write(trace.getKey(), trace.getValue());
        }
        start(archiving());
        waitUntil(() -> traces().isEmpty());
        assertThat(archived()).containsExactly("pi " + HOUR + " 2");
    }

    @Test
    void allTracesOfACallInAnHourComeBack() throws Exception {
        make("pi", HOUR, "a-1", 1, "");
        restart(archiving());
        waitUntil(() -> traces().isEmpty());
        stop();
        make("pi", HOUR.plusSeconds(1), "a-1", 1, "");
        start(archiving());
        waitUntil(() -> traces().isEmpty());
        assertThat(list("?call=a-1")).hasSize(2);
    }

    @Test
    void aTraceThatWaitsToBeForwardedStays() throws Exception {
        make("pi", HOUR, "a-1", 1, "");
        Path waiting = made.keySet().iterator().next();
        make("pi", HOUR.plusSeconds(1), "a-2", 1, "");
        stop();
        Path queue = Files.createDirectories(directory.resolve(".forward"));
        Files.createFile(queue.resolve("." + waiting.getFileName() + "@pi"));
        ForwardSettings nowhere = ForwardSettings.to("pyroscope=http://127.0.0.1:9");
        collector = Collector.start(archiving(), trace -> {}, Optional.of(nowhere), line -> {});
        waitUntil(() -> traces().size() == 1);
        assertThat(traces()).containsExactly(waiting);
        stop();
        start(archiving());
        waitUntil(() -> traces().isEmpty());
    }

    @Test
    void tracesThatAreDeletedAtTheSameTimeAreAllDeleted() throws Exception {
        for (int i = 0; i < 6; i++) {
            make("pi", HOUR.plusSeconds(i), "a-" + i, 1, "");
        }
        restart(archiving());
        waitUntil(() -> traces().isEmpty());
        send(restore("pi", HOUR));
        List<String> paths = made.keySet().stream()
                .map(trace -> "/v1/traces/" + directory.relativize(trace))
                .toList();
        List<CompletableFuture<Integer>> deleted = paths.subList(0, 4).stream()
                .map(path -> CompletableFuture.supplyAsync(
                        () -> status(HttpRequest.newBuilder(uri(path)).DELETE())))
                .toList();
        assertThat(deleted.stream().map(CompletableFuture::join)).containsOnly(204);
        for (String path : paths) {
            assertThat(status(HttpRequest.newBuilder(uri(path))))
                    .as(path)
                    .isEqualTo(paths.indexOf(path) < 4 ? 404 : 200);
        }
    }

    private int status(HttpRequest.Builder request) {
        try {
            return send(request).statusCode();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void indexesThatOthersHaveForgedDoNoHarm() throws Exception {
        make("pi", HOUR, "a-1", 1, "");
        make("pi", HOUR.plusSeconds(3600), "a-2", 1, "");
        Path kept = made.keySet().iterator().next();
        String file = kept.getFileName().toString();
        String line = "{\"file\": \"" + file + "\", \"offset\": %s, \"bytes\": %s, \"modified\": 1, \"calls\": []}";
        forge(1, "x".repeat(40 << 20));
        forge(2, line.formatted("0", "18446744073709551615"));
        forge(3, line.formatted("5", "5") + "\n" + line.formatted("7", "5"));
        forge(4, "[".repeat(100_000));
        restart(archiving());
        waitUntil(() -> traces().size() == 1);
        assertThat(traces()).as("its hour has the forged indexes").containsExactly(kept);
        assertThat(list("?call=a-2")).hasSize(1);
        assertThat(send(restore("pi", HOUR)).statusCode()).isGreaterThanOrEqualTo(500);
        assertThat(Files.readAllBytes(kept)).isEqualTo(made.get(kept));
        for (String hour : List.of("+1000000000-12-31T23:59:59Z", "-1000000000-01-01T00:00:00Z", "x")) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(uri("/v1/archive/pi/" + hour)).POST(HttpRequest.BodyPublishers.noBody());
            assertThat(status(request)).as(hour).isEqualTo(400);
        }
    }

    private void forge(int number, String lines) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(("{\"version\": 1, \"name\": \"pi\"}\n" + lines + "\n").getBytes(UTF_8));
        }
        byte[] index = packed.toByteArray();
        MessageDigest md5 = Packer.md5();
        md5.update(index);
        try (Bucket bucket = Bucket.open(archive())) {
            bucket.put(
                    "pi/" + new Hour(HOUR).text() + "/" + "%032x".formatted(number) + "-1.index.gz",
                    index,
                    Packer.text(md5));
        }
    }

    @Test
    void aRuleSelectsWhatIsArchived() throws Exception {
        make("pi", HOUR, "fast", 10, "");
        make("pi", HOUR.plusSeconds(1), "slow", 500, "");
        make("pi", HOUR.plusSeconds(2), "asked", 10, " demand=1");
        restart(settings().with(archive().with(ArchiveRule.of("slow=500ms,on-demand,1/999999937"))));
        waitUntil(() -> traces().isEmpty());
        assertThat(archived()).containsExactly("pi " + HOUR + " 2");
        assertThat(list("?call=fast")).isEmpty();
        assertThat(list("?call=slow")).hasSize(1);
        assertThat(list("?call=asked")).hasSize(1);
    }

    @Test
    void anArchivedTraceCanBeDeletedAndOldHoursAreDeleted() throws Exception {
        make("pi", HOUR, "a-1", 1, "");
        make("pi", HOUR.plusSeconds(1), "a-2", 1, "");
        restart(archiving());
        waitUntil(() -> traces().isEmpty());
        Path one = made.keySet().iterator().next();
        String path = "/v1/traces/" + directory.relativize(one);
        assertThat(send(HttpRequest.newBuilder(uri(path)).DELETE()).statusCode())
                .isEqualTo(204);
        assertThat(send(HttpRequest.newBuilder(uri(path))).statusCode()).isEqualTo(404);
        assertThat(list("?call=a-2")).hasSize(1);
        restart(archiving().with(Limits.DEFAULT.withKeepAge(Duration.ofHours(40))));
        assertThat(archived()).hasSize(1);
        restart(archiving().with(Limits.DEFAULT.withKeepAge(Duration.ofHours(20))));
        waitUntil(() -> archived().isEmpty());
    }

    @Test
    void ifTheStoreCannotBeReachedNothingIsDeleted() throws Exception {
        make("pi", HOUR, "a-1", 1, "");
        stop();
        List<String> said = Collections.synchronizedList(new ArrayList<>());
        ArchiveSettings nowhere =
                ArchiveSettings.to(prefix).at("http://127.0.0.1:9").after(Duration.ZERO);
        collector = Collector.start(settings().with(nowhere), trace -> {}, Optional.empty(), said::add);
        waitUntil(() -> !said.isEmpty());
        assertThat(said).singleElement().asString().contains(prefix, "fails and will be tried again");
        assertThat(traces()).hasSize(1);
        stop();
        start(archiving());
        waitUntil(() -> traces().isEmpty());
    }

    private ArchiveSettings archive() {
        return ArchiveSettings.to(prefix).at(store.url()).after(Duration.ZERO);
    }

    private Settings archiving() {
        return settings().with(archive());
    }

    private HttpRequest.Builder restore(String folder, Instant hour) {
        return HttpRequest.newBuilder(uri("/v1/archive/" + folder + "/" + hour))
                .POST(HttpRequest.BodyPublishers.noBody());
    }

    private List<String> archived() throws Exception {
        String body = send(HttpRequest.newBuilder(uri("/v1/archive"))).body();
        return Json.read("archive", body).require("hours").items().stream()
                .map(hour -> text(hour, "folder") + " " + text(hour, "hour") + " " + text(hour, "traces"))
                .toList();
    }

    private static String text(Value value, String key) {
        return value.require(key).text();
    }

    private List<Path> traces() {
        return files().stream()
                .filter(file -> file.toString().endsWith(".perf.gz"))
                .toList();
    }

    /** Makes a trace with one invocation, as if it had been received at the given time. */
    private void make(String own, Instant received, String call, int millis, String more) throws IOException {
        String text = "# ========\n# faas-trace 1\n# faas-trace meta function=" + own + " rate=200\n"
                + "# faas-trace invocation id=" + call + " start=5.0 end=" + (5000 + millis) / 1000 + "."
                + "%03d".formatted(millis % 1000) + " pid=12 tid=13 overlap=0" + more + "\n" + SAMPLE + SAMPLE;
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(text.getBytes(UTF_8));
        }
        Path file = directory.resolve(own).resolve(FileName.of(received));
        Files.createDirectories(file.getParent());
        Files.write(file, packed.toByteArray());
        made.put(file, packed.toByteArray());
    }
}
