package faastrace.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.Means;
import faastrace.collector.http.HttpError;
import faastrace.collector.http.RateLimits;
import faastrace.collector.store.DerivedFile;
import faastrace.collector.store.Limits;
import faastrace.collector.store.StoredTrace;
import java.io.ByteArrayOutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LimitsTest extends CollectorFixture {
    private static final long SECOND = 1_000_000_000;

    private int told;

    @Test
    void eachNameHasItsRateAndIsToldWhenToComeAgain() throws Exception {
        restart(settings().with(Limits.DEFAULT.withPerSecond(2)));
        HttpResponse<String> answer = post("/", "busy", TRACE.getBytes(UTF_8));
        for (int i = 0; i < 10 && answer.statusCode() == 201; i++) {
            answer = post("/", "busy", TRACE.getBytes(UTF_8));
        }
        assertProblem(answer, 429, "--rate");
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        assertThat(post("/", "other", TRACE.getBytes(UTF_8)).statusCode()).isEqualTo(201);
    }

    @Test
    void anAllowanceGrowsWithTimeAndNoFurtherThanABurst() {
        RateLimits rates = new RateLimits(OptionalInt.of(10));
        for (int i = 0; i < 20; i++) {
            rates.count("pi", 0);
        }
        assertThatThrownBy(() -> rates.count("pi", SECOND / 20)).isInstanceOf(HttpError.class);
        rates.count("pi", SECOND / 5);
        rates.count("pi", 1000 * SECOND);
        for (int i = 1; i < 20; i++) {
            rates.count("pi", 1000 * SECOND);
        }
        assertThatThrownBy(() -> rates.count("pi", 1000 * SECOND)).isInstanceOf(HttpError.class);
    }

    @Test
    void tooManyUploadsAtOnceAreToldToWait() throws Exception {
        restart(settings().with(Limits.DEFAULT.withUploads(2)));
        try (Socket first = upload(1_000_000, TRACE);
                Socket second = upload(1_000_000, TRACE)) {
            waitUntil(() -> send(java.net.http.HttpRequest.newBuilder(uri("/metrics")))
                    .body()
                    .contains("uploads 2"));
            HttpResponse<String> answer = post("/", "third", TRACE.getBytes(UTF_8));
            assertProblem(answer, 503, "later");
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(first.isConnected() && second.isConnected()).isTrue();
        }
        waitUntil(() -> post("/", "third", TRACE.getBytes(UTF_8)).statusCode() == 201);
    }

    @Test
    void textThatComesInARushIsReadableAllTheSame() throws Exception {
        java.util.List<Socket> others = new java.util.ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                others.add(upload(1_000_000, TRACE));
            }
            waitUntil(() -> send(java.net.http.HttpRequest.newBuilder(uri("/metrics")))
                    .body()
                    .contains("uploads 20"));
            for (int samples : new int[] {0, 300, 5000}) {
                String text = TRACE + SAMPLE.repeat(samples);
                assertThat(post("/", "text", text.getBytes(UTF_8)).statusCode()).isEqualTo(201);
                Path file = path("text", lastHeard().file());
                assertThat(unpacked(Files.readAllBytes(file))).isEqualTo(text);
                assertThat(Files.size(file)).isGreaterThan(text.length());
            }
        } finally {
            for (Socket other : others) {
                other.close();
            }
        }
    }

    @Test
    void theOldestTracesMakeRoomForNewOnes() throws Exception {
        byte[] packed = gzip(noise(30_000));
        restart(settings().with(Limits.DEFAULT.withKeepBytes(packed.length * 5L)));
        for (int i = 0; i < 12; i++) {
            assertThat(post("/", "pi", packed).statusCode()).isEqualTo(201);
        }
        waitUntil(() -> files("pi").size() <= 5 && heard.size() == 12); // old traces are deleted soon, not at once
        assertThat(files("pi")).hasSizeBetween(3, 5);
        assertThat(heard.get(11).file())
                .isEqualTo(files("pi").stream()
                        .map(path -> path.getFileName().toString())
                        .max(String::compareTo)
                        .orElseThrow());
    }

    @Test
    void aFullDiskIsSaidSoAndCostsNothingThatWasKept(@TempDir Path mount) throws Exception {
        Means.requireRoot();
        run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", mount.toString());
        try {
            restart(settings(mount));
            byte[] packed = gzip(noise(150_000));
            HttpResponse<String> answer = post("/", "pi", packed);
            int kept = 0;
            for (; answer.statusCode() == 201; kept++) {
                answer = post("/", "pi", packed);
            }
            assertProblem(answer, 507, "free up disk space");
            assertThat(kept).isBetween(1, 8);
            assertThat(send(java.net.http.HttpRequest.newBuilder(uri("/healthz")))
                            .statusCode())
                    .isEqualTo(200);
            assertProblem(post("/", "another name", packed), 507, "free up disk space");
            try (var files = Files.list(mount.resolve("pi"))) {
                assertThat(files.filter(file -> DerivedFile.owner(
                                                file.getFileName().toString())
                                        .isEmpty())
                                .toList())
                        .hasSize(kept)
                        .allSatisfy(file -> assertThat(file).hasBinaryContent(packed));
            }
            Files.delete(mount.resolve("pi").resolve(heard.get(0).file()));
            assertThat(post("/", "pi", packed).statusCode()).isEqualTo(201);
        } finally {
            collector.close();
            run("umount", mount.toString());
        }
    }

    /**
     * Waits for the next trace that the collector reports to its listener. The client gets its response earlier.
     */
    private StoredTrace lastHeard() throws Exception {
        int known = told;
        waitUntil(() -> heard.size() > known);
        told++;
        return heard.get(known);
    }

    /** A trace that can't be compressed, because most of it is random bytes. */
    private static byte[] noise(int bytes) {
        byte[] noise = new byte[bytes];
        new Random(1).nextBytes(noise);
        ByteArrayOutputStream trace = new ByteArrayOutputStream();
        trace.writeBytes(TRACE.getBytes(UTF_8));
        trace.writeBytes(noise);
        return trace.toByteArray();
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
