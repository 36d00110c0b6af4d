package faastrace.forward;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.trace.Selection;
import faastrace.trace.Weight;
import faastrace.trace.read.TraceReader;
import faastrace.trace.write.FoldedStacks;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Starts forwarders and a backend that stands in for a real one. */
abstract class ForwarderFixture {
    @TempDir
    Path directory;

    final List<String> said = new CopyOnWriteArrayList<>();

    final List<Forwarder> running = new ArrayList<>();

    Spool spool;

    StandIn backend;

    int number;

    @BeforeEach
    void start() throws IOException {
        backend = new StandIn();
        spool = Spool.open(directory, true);
    }

    @AfterEach
    void stop() {
        running.forEach(Forwarder::close);
        backend.close();
    }

    Forwarder forward() {
        return forward(backend.url());
    }

    Forwarder forward(String url) {
        return start(ForwardSettings.to("pyroscope=" + url));
    }

    Forwarder start(ForwardSettings settings) {
        Forwarder forwarder = new Forwarder(
                settings, spool, folder -> folder.getFileName().toString(), said::add, Duration.ofMillis(20));
        running.add(forwarder);
        forwarder.start();
        return forwarder;
    }

    Path add(String name, String text) throws IOException {
        String file = String.format("20261123T120000.%03dZ-%016x.perf.gz", number, number++);
        Files.createDirectories(directory.resolve(name));
        spool.add(name, file);
        return Files.writeString(directory.resolve(name).resolve(file), text);
    }

    List<Path> waiting() throws IOException {
        try (var files = Files.list(directory.resolve(".forward"))) {
            return files.filter(file -> file.getFileName().toString().contains("@"))
                    .toList();
        }
    }

    Map<String, Long> pushed() {
        Map<String, Long> stacks = new TreeMap<>();
        backend.taken()
                .forEach(push ->
                        push.profile().stacks().forEach((stack, count) -> stacks.merge(stack, count, Long::sum)));
        return stacks;
    }

    static Map<String, Long> folded(String text) throws IOException {
        TraceReader reader = TraceReader.ofStacks();
        reader.add(new ByteArrayInputStream(text.getBytes(UTF_8)));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FoldedStacks.of(reader.trace(), Selection.ALL, Weight.samples).print(out);
        Map<String, Long> stacks = new TreeMap<>();
        out.toString(UTF_8).lines().forEach(line -> {
            int blank = line.lastIndexOf(' ');
            stacks.put(line.substring(0, blank), Long.parseLong(line.substring(blank + 1)));
        });
        return stacks;
    }

    /** A trace with 100 samples per second. */
    static String trace(String language, int seconds) {
        return trace(language, seconds, 100);
    }

    static String trace(String language, int seconds, int perSecond) {
        StringBuilder text = new StringBuilder(
                "# faas-trace 1\n# faas-trace meta function=x namespace=prod container=c-1 version=1.4" + " language="
                        + language + " rate=100 clock=monotonic\n");
        for (int i = 0; i < seconds * perSecond; i++) {
            text.append(String.format(
                    java.util.Locale.ROOT,
                    "my app 7/%d [000] %d.%04d00000: 10000000 cpu-clock:u: \n\t7f f%d(int)+0x1 (/bin/app)\n"
                            + "\t7f [unknown] (/lib/x.so)\n\t7f main (/bin/app)\n\n",
                    8 + i % 2,
                    1000 + i / perSecond,
                    i % perSecond * (10_000 / perSecond),
                    i % 37));
        }
        return text.toString();
    }

    static String sample(int second, String... frames) {
        return "app 7/8 [000] " + second + ".500000: 10000000 cpu-clock:u: \n\t7f "
                + String.join(" (/bin/app)\n\t7f ", frames) + " (/bin/app)\n\n";
    }

    interface Condition {
        boolean holds() throws Exception;
    }

    static void waitUntil(Condition condition) throws Exception {
        Instant end = Instant.now().plusSeconds(30);
        boolean holds = condition.holds();
        while (!holds && Instant.now().isBefore(end)) {
            Thread.sleep(10);
            holds = condition.holds();
        }
        assertThat(holds).isTrue();
    }
}
