package faastrace.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.CollectorProcess;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a collector at random moments under load. After each kill, all acknowledged traces must be stored completely.
 * After the next start, there must be no other files. {@code -Dkills=500} sets the number of kills.
 */
@Timeout(3600)
class KilledCollectorIT {
    private static final int KILLS = Integer.getInteger("kills", 6);
    private static final int CLIENTS = 8;
    private static final String SAMPLE = "pi 12/13 5.500000: 1 cpu-clock:u: \n\t    7f3 leaf+0x10 (/usr/bin/app)\n\n";

    @TempDir
    Path directory;

    /** The acknowledged traces: the path of each trace and a digest of its text. */
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();

    @Test
    void whatWasAcknowledgedIsThereAndNothingHalfWrittenStays() throws Exception {
        Random random = new Random();
        int answered = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Process process = start();
            try {
                String url = url(process);
                assertNothingElse();
                loadUntilKilled(process, url, random.nextInt(400));
            } finally {
                process.destroyForcibly().waitFor();
            }
            answered += acknowledged.size();
            assertAllThere();
            if ((kill + 1) % 50 == 0 || kill + 1 == KILLS) {
                System.out.println(kill + 1 + " kills, " + answered + " traces acknowledged, all there");
            }
            // Deletes the traces of this round, because 500 rounds would need too much disk space.
            acknowledged.clear();
            faastrace.cli.Sandbox.delete(directory.resolve("load"));
        }
        assertThat(answered).as("traces acknowledged in all rounds").isGreaterThan(KILLS);
    }

    private void loadUntilKilled(Process process, String url, int millis) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> clients = Stream.generate(() -> new Thread(() -> send(url, over)))
                .limit(CLIENTS)
                .toList();
        clients.forEach(Thread::start);
        // A JVM that has just started responds slowly, so the delay before the kill begins with the first response.
        while (acknowledged.isEmpty()) {
            Thread.sleep(1);
        }
        Thread.sleep(millis);
        process.destroyForcibly();
        over.set(true);
        for (Thread client : clients) {
            client.join();
        }
    }

    private void send(String url, AtomicBoolean over) {
        HttpClient client = HttpClient.newHttpClient();
        Random random = new Random();
        while (!over.get()) {
            try {
                byte[] text = text(random);
                byte[] body = random.nextBoolean() ? text : gzip(text);
                HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                        .header("X-name", "load")
                        .timeout(Duration.ofSeconds(10))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build();
                HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(201);
                acknowledged.put(
                        answer.headers().firstValue("Location").orElseThrow().substring("/v1/traces/".length()),
                        digest(text));
            } catch (IOException killed) {
                return;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    private void assertAllThere() throws Exception {
        for (Map.Entry<String, String> trace : acknowledged.entrySet()) {
            try (InputStream in = new GZIPInputStream(Files.newInputStream(directory.resolve(trace.getKey())))) {
                assertThat(digest(in.readAllBytes())).as(trace.getKey()).isEqualTo(trace.getValue());
            }
        }
    }

    /** Checks that the folder contains only complete traces, an index and one lock file after a start. */
    private void assertNothingElse() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> hidden = files.filter(
                            file -> file.getFileName().toString().matches("\\.(?!index).*"))
                    .toList();
            assertThat(hidden).hasSize(1).allMatch(file -> file.toString().endsWith(".lock"));
        }
    }

    private Process start() throws IOException {
        return CollectorProcess.start(directory, 0);
    }

    private static String url(Process process) throws IOException {
        BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        return out.readLine().replace("Listening at ", "");
    }

    private static byte[] text(Random random) {
        return (SAMPLE.repeat(1 + random.nextInt(3000)) + "# " + random.nextLong() + "\n").getBytes(UTF_8);
    }

    private static byte[] gzip(byte[] text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(text);
        }
        return packed.toByteArray();
    }

    private static String digest(byte[] text) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    }
}
