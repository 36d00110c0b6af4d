package faastrace.forward;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests forwarding end to end: traces are uploaded to a collector, pushed to a backend and read with Go's pprof tool.
 */
@Timeout(300)
class CollectForwardIT {
    private static final Pattern LOCATION =
            Pattern.compile(" *(\\d+): 0x[0-9a-f]+ (?:M=\\d+ )?(.*) \\S*:\\d+:\\d+ s=\\d+.*");
    private static final Pattern SAMPLE = Pattern.compile(" *(\\d+) +(\\d+): ([0-9 ]+)");

    @TempDir
    Path directory;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void anIndependentReaderFindsThePushedProfilesAndTheFoldedStacksTheSame() throws Exception {
        Means.require("go");
        String text = ForwarderFixture.trace("go", 40);
        try (StandIn backend = new StandIn()) {
            Process collector = collect(backend.url());
            try {
                post(url(collector), "pi", text);
                waitUntil(() -> metric(collector, "forwarded_traces_total") == 1);
            } finally {
                collector.destroy();
                collector.waitFor();
            }
            List<Path> files = new ArrayList<>();
            for (StandIn.Push push : backend.taken()) {
                files.add(Files.write(directory.resolve(files.size() + ".pb.gz"), push.packed()));
            }
            assertThat(files).hasSize(3);
            assertThat(read(files)).isEqualTo(ForwarderFixture.folded(text));
        }
    }

    @Test
    void anIndependentReaderFindsAConvertedTraceAndTheFoldedStacksTheSame() throws Exception {
        Means.require("go");
        String text = ForwarderFixture.trace("go", 5);
        Path trace = Files.writeString(directory.resolve("trace.perf"), text);
        Path profile = directory.resolve("trace.pb.gz");
        Process convert = java("convert", "--format", "pprof", "-o", profile.toString(), trace.toString())
                .inheritIO()
                .start();
        assertThat(convert.waitFor()).isZero();
        Map<String, Long> read = read(List.of(profile));
        Map<String, Long> withoutThreads = new TreeMap<>();
        ForwarderFixture.folded(text)
                .forEach((stack, count) ->
                        withoutThreads.merge(stack.substring(stack.indexOf(';') + 1), count, Long::sum));
        Map<String, Long> withoutArguments = new TreeMap<>();
        read.forEach((stack, count) -> withoutArguments.merge(stack.replace("(int)", ""), count, Long::sum));
        assertThat(withoutArguments).isEqualTo(withoutThreads);
    }

    @Test
    void aKilledCollectorPushesWhatItKeptAtItsNextStart() throws Exception {
        Map<String, Long> sent = new TreeMap<>();
        int port;
        try (StandIn away = new StandIn()) {
            port = away.port();
        }
        Process killed = collect("http://127.0.0.1:" + port);
        String url = url(killed);
        for (int i = 0; i < 30; i++) {
            String text = ForwarderFixture.trace("go", 1 + i % 4);
            post(url, "pi-" + i % 3, text);
            ForwarderFixture.folded(text).forEach((stack, count) -> sent.merge(stack, count, Long::sum));
        }
        killed.destroyForcibly().waitFor();
        try (StandIn backend = new StandIn(port)) {
            Process next = collect("http://127.0.0.1:" + port);
            try {
                url(next);
                waitUntil(() -> backend.taken().size() == 30);
            } finally {
                next.destroy();
                next.waitFor();
            }
            Map<String, Long> pushed = new TreeMap<>();
            backend.taken()
                    .forEach(push ->
                            push.profile().stacks().forEach((stack, count) -> pushed.merge(stack, count, Long::sum)));
            assertThat(pushed).isEqualTo(sent);
        }
    }

    @Test
    void aBackendThatIsSlowSlowsNobodyAndALargeTraceFitsIntoTheCollectorsMemory() throws Exception {
        try (StandIn backend = new StandIn()) {
            backend.fail("slow", "slow", "slow");
            Process collector = collect(backend.url());
            try {
                String url = url(collector);
                // About 40 MB of text, or 200 MB with -Dlarge=500.
                post(url, "large", ForwarderFixture.trace("go", 2600, Integer.getInteger("large", 100)));
                for (int i = 0; i < 20; i++) {
                    post(url, "pi", ForwarderFixture.trace("go", 1));
                }
                assertThat(backend.taken())
                        .as("pushes that arrived while 20 traces were sent")
                        .hasSizeLessThan(180);
                waitUntil(() -> metric(collector, "forwarded_traces_total") == 21);
                assertThat(metric(collector, "forward_given_up_total")).isZero();
            } finally {
                collector.destroy();
                collector.waitFor();
            }
        }
    }

    /** The stacks and their counts, as printed by Go's pprof tool. */
    private Map<String, Long> read(List<Path> files) throws Exception {
        List<String> command = new ArrayList<>(List.of("go", "tool", "pprof", "-raw"));
        files.forEach(file -> command.add(file.toString()));
        Process tool = new ProcessBuilder(command)
                .redirectError(directory.resolve("pprof.err").toFile())
                .start();
        String said = new String(tool.getInputStream().readAllBytes(), UTF_8);
        assertThat(tool.waitFor()).as(said).isZero();
        Map<String, String> names = new HashMap<>();
        said.lines()
                .map(LOCATION::matcher)
                .filter(Matcher::matches)
                .forEach(line -> names.put(line.group(1), line.group(2)));
        Map<String, Long> stacks = new TreeMap<>();
        said.lines().map(SAMPLE::matcher).filter(Matcher::matches).forEach(line -> {
            List<String> frames = new ArrayList<>();
            for (String location : line.group(3).strip().split(" +")) {
                frames.add(0, names.get(location));
            }
            stacks.merge(String.join(";", frames), Long.parseLong(line.group(1)), Long::sum);
        });
        return stacks;
    }

    private Process collect(String backend) throws IOException {
        return java(
                        "collect",
                        "--port",
                        "0",
                        "--dir",
                        directory.resolve("stacks").toString(),
                        "--forward",
                        "pyroscope=" + backend)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static ProcessBuilder java(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "faastrace.cli.Main"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    private final Map<Process, String> urls = new HashMap<>();

    private String url(Process process) throws IOException {
        if (!urls.containsKey(process)) {
            BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
            urls.put(process, out.readLine().replace("Listening at ", ""));
        }
        return urls.get(process);
    }

    private void post(String url, String name, String text) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("X-name", name)
                .timeout(Duration.ofSeconds(60))
                .POST(HttpRequest.BodyPublishers.ofString(text))
                .build();
        assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(201);
    }

    private long metric(Process collector, String name) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url(collector)).resolve("/metrics"))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith("faas_trace_" + name + " "))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(' ') + 1)))
                .findFirst()
                .orElseThrow();
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void waitUntil(Condition condition) throws Exception {
        Instant end = Instant.now().plusSeconds(120);
        boolean holds = condition.holds();
        while (!holds && Instant.now().isBefore(end)) {
            Thread.sleep(20);
            holds = condition.holds();
        }
        assertThat(holds).isTrue();
    }
}
