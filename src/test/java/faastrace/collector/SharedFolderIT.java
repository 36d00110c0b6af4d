package faastrace.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.CollectorProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs two collectors on one folder and kills one of them again and again. A client that gets no response sends its
 * trace again, to either collector. Each trace must be stored exactly once. {@code -Dtraces=10000 -Dkills=5} sets the
 * number of traces and kills.
 */
@Timeout(3600)
class SharedFolderIT {
    private static final int TRACES = Integer.getInteger("traces", 1000);
    private static final int KILLS = Integer.getInteger("kills", 3);
    private static final int CLIENTS = 8;
    private static final String SAMPLE = "pi 12/13 5.500000: 1 cpu-clock:u: \n\t    7f3 leaf+0x10 (/usr/bin/app)\n\n";

    @TempDir
    Path directory;

    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicInteger again = new AtomicInteger();
    private final AtomicInteger known = new AtomicInteger();
    private final List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
    private int firstPort;
    private int secondPort;

    @Test
    void eachTraceIsThereOnce() throws Exception {
        firstPort = freePort();
        secondPort = freePort();
        Process steady = start(secondPort);
        Process killed = start(firstPort);
        try {
            List<Thread> clients = Stream.generate(() -> new Thread(this::sendAll))
                    .limit(CLIENTS)
                    .toList();
            clients.forEach(Thread::start);
            for (int kill = 1; kill <= KILLS; kill++) {
                while (acknowledged.get() < kill * TRACES / (KILLS + 1)) {
                    assertThat(clients).anyMatch(Thread::isAlive);
                    Thread.sleep(1);
                }
                killed.destroyForcibly().waitFor();
                killed = start(firstPort);
            }
            for (Thread client : clients) {
                client.join();
            }
        } finally {
            killed.destroyForcibly().waitFor();
            steady.destroyForcibly().waitFor();
        }
        assertThat(failures).isEmpty();
        Map<Integer, Integer> kept = kept();
        System.out.println(TRACES + " traces sent to two collectors, one killed " + KILLS + " times: " + again.get()
                + " sent again, " + known.get() + " of those known already, "
                + kept.values().stream().mapToInt(count -> count).sum() + " kept");
        assertThat(kept)
                .hasSize(TRACES)
                .allSatisfy((trace, count) -> assertThat(count).isEqualTo(1));
    }

    private void sendAll() {
        HttpClient client = HttpClient.newHttpClient();
        Random random = new Random();
        try {
            for (int trace = next.getAndIncrement(); trace < TRACES; trace = next.getAndIncrement()) {
                boolean first = random.nextBoolean();
                while (!send(client, first ? firstPort : secondPort, trace)) {
                    again.incrementAndGet();
                    first = random.nextBoolean();
                }
                acknowledged.incrementAndGet();
                // Kills rarely cause a lost response, so the test simulates one by sending the trace again.
                if (trace % 10 == 0 && !send(client, first ? secondPort : firstPort, trace)) {
                    again.incrementAndGet();
                }
            }
        } catch (Exception | AssertionError failure) {
            failures.add(failure);
        }
    }

    private boolean send(HttpClient client, int port, int trace) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                .header("X-name", "load-" + trace % 3)
                .header("Idempotency-Key", "trace-" + trace)
                .timeout(Duration.ofSeconds(10))
                .POST(HttpRequest.BodyPublishers.ofString(text(trace)))
                .build();
        try {
            int status =
                    client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
            assertThat(status).isIn(200, 201);
            known.addAndGet(status == 200 ? 1 : 0);
            return true;
        } catch (IOException noAnswer) {
            Thread.sleep(5);
            return false;
        }
    }

    private static String text(int trace) {
        return "# trace " + trace + "\n" + SAMPLE.repeat(2 + trace % 50);
    }

    /** How many times each trace is stored. The key is the number in the trace's first line. */
    private Map<Integer, Integer> kept() throws IOException {
        Map<Integer, Integer> kept = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".perf.gz")).toList()) {
                String text = new String(new GZIPInputStream(Files.newInputStream(file)).readAllBytes(), UTF_8);
                int trace =
                        Integer.parseInt(text.lines().findFirst().orElseThrow().substring("# trace ".length()));
                assertThat(text).isEqualTo(text(trace));
                kept.merge(trace, 1, Integer::sum);
            }
        }
        return kept;
    }

    private Process start(int port) throws IOException {
        Process process = CollectorProcess.start(directory, port);
        assertThat(new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8)).readLine())
                .startsWith("Listening");
        return process;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
