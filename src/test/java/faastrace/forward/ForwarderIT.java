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
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests what the forwarder pushes to a backend, and what it does if the backend fails. */
@Timeout(60)
class ForwarderIT {
    @TempDir
    Path directory;

    private final List<String> said = new CopyOnWriteArrayList<>();
    private final List<Forwarder> running = new ArrayList<>();
    private Spool spool;
    private StandIn backend;
    private int number;

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

    @Test
    void aTraceIsPushedInSlicesWithTheTotalsOfTheFoldedStacks() throws Exception {
        String text = trace("python", 40);
        add("my.fn", text);
        Forwarder forwarder = forward();
        waitUntil(() -> forwarder.forwarded() == 1);
        assertThat(backend.refused()).isEmpty();
        assertThat(backend.taken()).hasSize(3).allSatisfy(push -> {
            assertThat(push.until() - push.from()).isBetween(10L, 15L);
            assertThat(push.profile().durationNanos()).isBetween(10_000_000_000L, 15_000_000_000L);
            assertThat(push.name()).isEqualTo("my-fn{service_name=my.fn,namespace=prod,language=python,container=c-1}");
        });
        assertThat(pushed()).isEqualTo(folded(text));
        long nanos = backend.taken().stream()
                .mapToLong(push -> push.profile().nanos())
                .sum();
        assertThat(nanos).as("samples at 100 Hz").isEqualTo(40 * 100 * 10_000_000L);
        assertThat(forwarder.pending()).isZero();
        assertThat(waiting()).isEmpty();
        assertThat(said).isEmpty();
    }

    @Test
    void theEndOfATraceIsWhenItCame() throws Exception {
        Path trace = add("pi", trace("go", 20));
        long came = Instant.now().getEpochSecond() - 1800;
        Files.setLastModifiedTime(trace, FileTime.from(Instant.ofEpochSecond(came)));
        Forwarder forwarder = forward();
        waitUntil(() -> forwarder.forwarded() == 1);
        assertThat(backend.taken().get(0).from()).isEqualTo(came - 20);
        assertThat(backend.taken().get(1).until()).isEqualTo(came);
    }

    @Test
    void whatABackendFailsAtIsPushedAgainAndNotWhatItTook() throws Exception {
        backend.fail("500", "hangs up", "later", "slow", "503", "404", "401", "302");
        String text = trace("go", 40);
        add("pi", text);
        Forwarder forwarder = forward();
        waitUntil(() -> forwarder.forwarded() == 1);
        assertThat(pushed()).isEqualTo(folded(text));
        assertThat(forwarder.failed()).isEqualTo(7);
        assertThat(forwarder.givenUp()).isZero();
        assertThat(said).hasSize(2);
        assertThat(said.get(0)).startsWith("forwarding is waiting: " + backend.url() + " responds with 500: told to");
        assertThat(said.get(1)).startsWith("forwarding works again");
    }

    @Test
    void aBackendThatIsAwayLosesNothingAndTheNextStartGoesOn() throws Exception {
        int port = backend.port();
        backend.close();
        Map<String, Long> all = new TreeMap<>();
        for (int i = 0; i < 20; i++) {
            String text = trace("go", 1 + i % 3);
            add("pi-" + i % 2, text);
            folded(text).forEach((stack, count) -> all.merge(stack, count, Long::sum));
        }
        Forwarder first = forward("http://127.0.0.1:" + port);
        waitUntil(() -> first.failed() > 2);
        first.close();
        assertThat(first.pending()).isEqualTo(20);
        backend = new StandIn(port);
        Forwarder second = forward();
        waitUntil(() -> second.forwarded() == 20);
        assertThat(pushed()).isEqualTo(all);
        assertThat(said).as("not a line for each").hasSize(1);
    }

    @Test
    void whatWillNeverBeTakenIsGivenUpAndCountedAndSaidOnce() throws Exception {
        backend.fail("400", "413", "400");
        for (int i = 0; i < 4; i++) {
            add("pi", trace("go", 1));
        }
        Forwarder forwarder = forward();
        waitUntil(() -> forwarder.forwarded() == 1);
        assertThat(forwarder.givenUp()).isEqualTo(3);
        assertThat(said).hasSize(1).first().asString().contains("responds with 400: told to");
    }

    @Test
    void aDoubtfulAnswerIsNotTheLast() throws Exception {
        backend.fail("422", "422");
        add("pi", trace("go", 1));
        Forwarder forwarder = forward();
        waitUntil(() -> forwarder.forwarded() == 1);
        assertThat(forwarder.failed()).isEqualTo(2);
    }

    @Test
    void whatIsTooOldOrGoneIsGivenUp() throws Exception {
        Path old = add("pi", trace("go", 1));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        Path deleted = add("pi", trace("go", 1));
        Files.delete(deleted);
        for (Path entry : waiting()) {
            Files.setLastModifiedTime(entry, FileTime.from(Instant.now().minus(Duration.ofMinutes(2))));
        }
        Path coming = add("pi", trace("go", 1));
        byte[] bytes = Files.readAllBytes(coming);
        Files.delete(coming);
        Forwarder forwarder = forward();
        waitUntil(() -> forwarder.givenUp() == 2);
        assertThat(waiting()).as("the one that is being kept").hasSize(1);
        Files.write(coming, bytes);
        forwarder.wake();
        waitUntil(() -> forwarder.forwarded() == 1);
        assertThat(backend.taken()).hasSize(1);
    }

    @Test
    void ofALongTraceWhatIsTooOldIsLeftOutAndTheRestPushed() throws Exception {
        add("pi", trace("go", 4000, 1));
        Forwarder forwarder = forward();
        waitUntil(() -> forwarder.givenUp() == 1);
        assertThat(backend.refused()).isEmpty();
        assertThat(pushed().values().stream().mapToLong(count -> count).sum()).isBetween(3500L, 3600L);
        assertThat(said).hasSize(1).first().asString().contains("does not accept profiles that are this old");
    }

    @Test
    void twoOfOneFolderPushEachTraceOnce() throws Exception {
        for (int i = 0; i < 50; i++) {
            add("pi", trace("go", 1));
        }
        Forwarder one = forward();
        Forwarder other = forward();
        waitUntil(() -> one.forwarded() + other.forwarded() == 50);
        assertThat(backend.taken()).hasSize(50);
        assertThat(one.pending() + other.pending()).isNotNegative();
        assertThat(waiting()).isEmpty();
    }

    @Test
    void beyondTheBoundTracesAreCountedAndNotKeptForIt() throws Exception {
        spool = Spool.open(directory, true, 3);
        for (int i = 0; i < 5; i++) {
            add("pi", trace("go", 1));
        }
        Forwarder forwarder = forward();
        waitUntil(() -> forwarder.forwarded() == 3);
        assertThat(forwarder.givenUp()).isEqualTo(2);
    }

    @Test
    void manyStacksAndLongNamesAndDeepOnesAreCutToWhatIsTaken() throws Exception {
        StringBuilder text = new StringBuilder("# x\n");
        for (int i = 0; i < 40_000; i++) {
            text.append(sample(i % 9, "f" + i, "main"));
        }
        text.append(sample(3, "y".repeat(1900) + "\u20ac".repeat(1000), "main"));
        String[] deep = new String[3000];
        java.util.Arrays.setAll(deep, i -> "deep" + i);
        text.append(sample(3, deep));
        add("pi", text.toString());
        Forwarder forwarder = forward();
        waitUntil(() -> forwarder.forwarded() == 1);
        assertThat(backend.refused()).isEmpty();
        assertThat(backend.taken()).hasSize(3);
        assertThat(pushed().values().stream().mapToLong(count -> count).sum()).isEqualTo(40_002);
        assertThat(pushed().keySet())
                .anyMatch(stack ->
                        stack.contains(";deep1023;") && stack.contains(";[left out];") && stack.endsWith(";deep0"));
    }

    @Test
    void credentialsComeFromAFileThatMayChangeAndAreNotSaid() throws Exception {
        Path file = Files.writeString(directory.resolve("auth"), "me:s3cret\n");
        ForwardSettings settings = ForwardSettings.to("pyroscope=" + backend.url() + "/")
                .withAuthFile(file)
                .withTenant("team-a");
        Forwarder forwarder = start(settings);
        add("pi", trace("go", 1));
        forwarder.wake();
        waitUntil(() -> forwarder.forwarded() == 1);
        Files.delete(file);
        add("pi", trace("go", 1));
        forwarder.wake();
        waitUntil(() -> forwarder.failed() > 0);
        Files.writeString(file, "t0ken\n");
        waitUntil(() -> forwarder.forwarded() == 2);
        assertThat(backend.headers())
                .extracting(sent -> sent.get("authorization"))
                .containsExactly("Basic bWU6czNjcmV0", "Bearer t0ken");
        assertThat(backend.headers()).allMatch(sent -> sent.get("x-scope-orgid").equals("team-a"));
        assertThat(said).isNotEmpty().noneMatch(line -> line.contains("s3cret") || line.contains("t0ken"));
    }

    @Test
    void stoppingDoesNotWaitForABackendThatIsSlow() throws Exception {
        backend.fail("slow", "503");
        add("pi", trace("go", 1));
        add("pi", trace("go", 1));
        Forwarder forwarder = forward();
        waitUntil(() -> backend.headers().size() == 1);
        forwarder.close();
        assertThat(forwarder.forwarded()).isEqualTo(1);
        assertThat(waiting()).hasSize(1);
        assertThat(said).isEmpty();
    }

    private Forwarder forward() {
        return forward(backend.url());
    }

    private Forwarder forward(String url) {
        return start(ForwardSettings.to("pyroscope=" + url));
    }

    private Forwarder start(ForwardSettings settings) {
        Forwarder forwarder = new Forwarder(
                settings, spool, folder -> folder.getFileName().toString(), said::add, Duration.ofMillis(20));
        running.add(forwarder);
        forwarder.start();
        return forwarder;
    }

    private Path add(String name, String text) throws IOException {
        String file = String.format("20261123T120000.%03dZ-%016x.perf.gz", number, number++);
        Files.createDirectories(directory.resolve(name));
        spool.add(name, file);
        return Files.writeString(directory.resolve(name).resolve(file), text);
    }

    private List<Path> waiting() throws IOException {
        try (var files = Files.list(directory.resolve(".forward"))) {
            return files.toList();
        }
    }

    private Map<String, Long> pushed() {
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
        StringBuilder text =
                new StringBuilder("# faas-trace 1\n# faas-trace meta function=x namespace=prod container=c-1"
                        + " language=" + language + " rate=100 clock=monotonic\n");
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

    private static String sample(int second, String... frames) {
        return "app 7/8 [000] " + second + ".500000: 10000000 cpu-clock:u: \n\t7f "
                + String.join(" (/bin/app)\n\t7f ", frames) + " (/bin/app)\n\n";
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void waitUntil(Condition condition) throws Exception {
        Instant end = Instant.now().plusSeconds(30);
        while (!condition.holds() && Instant.now().isBefore(end)) {
            Thread.sleep(10);
        }
        assertThat(condition.holds()).isTrue();
    }
}
