package faastrace.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.CollectorProcess;
import faastrace.document.Json;
import faastrace.document.Value;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a collector at random moments while it receives traces and adds them to its index. Between some kills, the
 * index is deleted, damaged or cut short. At the end, lists, searches and functions' pages must agree with the files in
 * the folder, and no acknowledged trace may be missing. {@code -Dkills=100} sets the number of kills.
 */
@Timeout(3600)
class KilledIndexIT {
    private static final int KILLS = Integer.getInteger("kills", 4);
    private static final List<String> FUNCTIONS = List.of("even", "odd");

    @TempDir
    Path directory;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Random random = new Random(22);
    private final AtomicInteger count = new AtomicInteger();
    /** The acknowledged traces: the path of each trace and its number. */
    private final Map<String, Integer> acknowledged = new ConcurrentHashMap<>();

    @Test
    void thePagesAreRightAgainAfterAnyKillAndNoTraceIsLost() throws Exception {
        for (int kill = 0; kill < KILLS; kill++) {
            harm(kill % 4);
            Process process = CollectorProcess.start(directory, 0, "--no-fsync");
            try {
                loadUntilKilled(process, url(process));
            } finally {
                process.destroyForcibly().waitFor();
            }
        }
        Map<String, Integer> stored = stored();
        assertThat(stored).containsAllEntriesOf(acknowledged);
        assertThat(acknowledged.size()).isGreaterThanOrEqualTo(KILLS);
        Process process = CollectorProcess.start(directory, 0, "--no-fsync");
        try {
            String url = url(process);
            for (String function : FUNCTIONS) {
                assertFunction(url, function, numbers(stored, function));
            }
            assertList(url, stored);
            assertOrder(url, stored);
            assertSearches(url, stored);
        } finally {
            process.destroyForcibly().waitFor();
        }
        System.out.println(KILLS + " kills, " + acknowledged.size() + " traces acknowledged, " + stored.size()
                + " stored, all pages right");
    }

    private static String url(Process process) throws IOException {
        BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        return out.readLine().replace("Listening at ", "");
    }

    /** Leaves the index as it is, deletes it, overwrites a part of it, or cuts it short. */
    private void harm(int how) throws IOException {
        for (String name : List.of(".index1.db", ".index1.db-wal")) {
            Path file = directory.resolve(name);
            if (how == 0 || !Files.exists(file) || how == 1 && Files.deleteIfExists(file)) {
                continue;
            }
            long size = Files.size(file);
            try (SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
                byte[] garbage = new byte[1 + random.nextInt(5000)];
                random.nextBytes(garbage);
                if (how == 2) {
                    channel.position(random.nextLong(size + 1)).write(ByteBuffer.wrap(garbage));
                } else {
                    channel.truncate(random.nextLong(size + 1));
                }
            }
        }
    }

    private void loadUntilKilled(Process process, String url) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> clients = List.of(
                new Thread(() -> repeat(over, () -> send(url))),
                new Thread(() -> repeat(over, () -> send(url))),
                new Thread(() -> repeat(over, () -> look(url))));
        int before = acknowledged.size();
        clients.forEach(Thread::start);
        while (acknowledged.size() == before) {
            Thread.sleep(1);
        }
        Thread.sleep(random.nextInt(700));
        process.destroyForcibly();
        over.set(true);
        for (Thread one : clients) {
            one.join();
        }
    }

    private interface Step {
        void take() throws Exception;
    }

    private static void repeat(AtomicBoolean over, Step step) {
        while (!over.get()) {
            try {
                step.take();
                Thread.sleep(5);
            } catch (IOException killed) {
                return;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    private void send(String url) throws Exception {
        int number = count.incrementAndGet();
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("X-name", FUNCTIONS.get(number % 2))
                .POST(HttpRequest.BodyPublishers.ofString(NumberedTrace.text(number)))
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(201);
        String location = answer.headers().firstValue("Location").orElseThrow();
        acknowledged.put(location.substring("/v1/traces/".length()), number);
    }

    /** Asks for something, so that the index is read while it is written. */
    private void look(String url) throws Exception {
        get(url, "/v1/functions/even");
        get(url, "/v1/traces?call=" + NumberedTrace.id(1 + count.get() / 2, 0));
    }

    private HttpResponse<String> get(String url, String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url).resolve(path)).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private Value json(String url, String path) throws Exception {
        HttpResponse<String> answer = get(url, path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.read("answer", answer.body());
    }

    /** All traces in the folder, with their numbers. */
    private Map<String, Integer> stored() throws IOException {
        Map<String, Integer> stored = new TreeMap<>();
        for (String function : FUNCTIONS) {
            try (Stream<Path> files = Files.list(directory.resolve(function))) {
                for (Path file : files.filter(
                                one -> !one.getFileName().toString().startsWith("."))
                        .toList()) {
                    try (BufferedReader lines = new BufferedReader(
                            new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), UTF_8))) {
                        String first = lines.lines()
                                .filter(line -> line.contains("id="))
                                .findFirst()
                                .orElseThrow();
                        stored.put(function + "/" + file.getFileName(), NumberedTrace.number(first));
                    }
                }
            }
        }
        return stored;
    }

    private static List<Integer> numbers(Map<String, Integer> stored, String function) {
        return stored.entrySet().stream()
                .filter(one -> one.getKey().startsWith(function + "/"))
                .map(Map.Entry::getValue)
                .toList();
    }

    private void assertFunction(String url, String function, List<Integer> numbers) throws Exception {
        String path = "/v1/functions/" + function;
        while (get(url, path).statusCode() == 503
                || !"0".equals(json(url, path).require("waiting").text())) {
            Thread.sleep(50);
        }
        Value page = json(url, path);
        long[] durations = numbers.stream()
                .flatMapToLong(number ->
                        IntStream.range(0, NumberedTrace.CALLS).mapToLong(call -> NumberedTrace.millis(number, call)))
                .sorted()
                .toArray();
        assertThat(page.require("traces").text()).isEqualTo("" + numbers.size());
        assertThat(page.require("calls").text()).isEqualTo("" + durations.length);
        assertThat(page.require("unreadable").text()).isEqualTo("0");
        assertThat(page.require("slowest").items().get(0).require("duration").text())
                .isEqualTo(durations[durations.length - 1] + "000000");
        double average = java.util.Arrays.stream(durations).average().orElseThrow();
        assertThat(page.require("versions").items().get(0).require("duration").text())
                .isEqualTo("" + Math.round(average * 1_000_000));
    }

    private void assertList(String url, Map<String, Integer> stored) throws Exception {
        Set<String> listed = new TreeSet<>();
        String next = "/v1/traces?limit=1000";
        while (!next.isEmpty()) {
            Value page = json(url, next);
            page.require("traces").items().forEach(one -> listed.add(key(one)));
            next = page.find("next").map(Value::text).orElse("");
        }
        assertThat(listed).isEqualTo(stored.keySet());
    }

    private static String key(Value trace) {
        return trace.require("folder").text() + "/" + trace.require("file").text();
    }

    private void assertOrder(String url, Map<String, Integer> stored) throws Exception {
        Value page = json(url, "/v1/traces?order=slowest&limit=20");
        assertThat(page.require("waiting").text()).isEqualTo("0");
        List<Long> shown = new ArrayList<>();
        page.require("traces").items().forEach(one -> shown.add(NumberedTrace.slowest(stored.get(key(one)))));
        List<Long> sorted = stored.values().stream()
                .map(NumberedTrace::slowest)
                .sorted((one, other) -> Long.compare(other, one))
                .toList();
        assertThat(shown).isEqualTo(sorted.subList(0, shown.size()));
    }

    private void assertSearches(String url, Map<String, Integer> stored) throws Exception {
        List<String> keys = List.copyOf(stored.keySet());
        for (int i = 0; i < 100; i++) {
            String key = keys.get(random.nextInt(keys.size()));
            Value page = json(url, "/v1/traces?call=" + NumberedTrace.id(stored.get(key), i % NumberedTrace.CALLS));
            assertThat(page.require("traces").items()).map(KilledIndexIT::key).containsExactly(key);
        }
        assertThat(json(url, "/v1/traces?call=" + NumberedTrace.id(count.get() + 1, 0))
                        .require("traces")
                        .items())
                .isEmpty();
    }
}
