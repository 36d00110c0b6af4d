package faastrace.collector.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import faastrace.collector.CollectorFixture;
import faastrace.collector.Settings;
import faastrace.collector.store.FileName;
import faastrace.document.Json;
import faastrace.document.Value;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Starts a real object store, makes traces of a past hour, and lists what is archived. */
abstract class ArchiveFixture extends CollectorFixture {
    static final Instant HOUR = Instant.now().minus(Duration.ofHours(30)).truncatedTo(ChronoUnit.HOURS);

    @TempDir
    static Path objects;

    private static SeaweedFs store;
    private static int tests;

    final String prefix = "s3://traces/test-" + tests++;
    final Map<Path, byte[]> made = new TreeMap<>();

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

    final ArchiveSettings archive() {
        return ArchiveSettings.to(prefix).at(store.url()).after(Duration.ZERO);
    }

    final Settings archiving() {
        return settings().with(archive());
    }

    final HttpRequest.Builder restore(String folder, Instant hour) {
        return HttpRequest.newBuilder(uri("/v1/archive/" + folder + "/" + hour))
                .POST(HttpRequest.BodyPublishers.noBody());
    }

    final List<String> archived() throws Exception {
        String body = send(HttpRequest.newBuilder(uri("/v1/archive"))).body();
        return Json.read("archive", body).require("hours").items().stream()
                .map(hour -> text(hour, "folder") + " " + text(hour, "hour") + " " + text(hour, "traces"))
                .toList();
    }

    static String text(Value value, String key) {
        return value.require(key).text();
    }

    final List<Path> traces() {
        return files().stream()
                .filter(file -> file.toString().endsWith(".perf.gz"))
                .toList();
    }

    /** Makes a trace with one invocation, as if it had been received at the given time. */
    final void make(String own, Instant received, String call, int millis, String more) throws IOException {
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
