package faastrace.collector.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Changes the archive in several ways at the same time, and with indexes that others have forged. */
class HostileArchiveIT extends ArchiveFixture {
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
}
