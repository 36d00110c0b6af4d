package faastrace.tryout;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.cli.Sandbox;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code faas-trace try} on a real engine, from the examples' repository to a trace. */
@Timeout(600)
@TestInstance(Lifecycle.PER_CLASS)
abstract class TryOnEngineTest {
    private static final Path EXAMPLES = Path.of("examples");

    private final TestEngine.Kind kind;
    private final int kills;
    private TestEngine engine;
    private Path repository;
    private Map<String, String> untouched;

    TryOnEngineTest(TestEngine.Kind kind, int kills) {
        this.kind = kind;
        this.kills = kills;
    }

    @BeforeAll
    @Timeout(900)
    void start() throws Exception {
        engine = TestEngine.start(kind);
        repository = engine.folder("repository");
        Sandbox.copy(EXAMPLES.resolve("functions"), repository);
        Sandbox.copy(EXAMPLES.resolve("templates/template"), repository.resolve("template"));
        for (String digits : new String[] {"1500", "8000", "4000", "800"}) {
            Files.writeString(repository.resolve("digits-" + digits), digits);
        }
        untouched = files();
    }

    @AfterAll
    void stop() throws Exception {
        if (engine != null) {
            engine.close();
        }
    }

    /** All but the traces. */
    private Map<String, String> files() {
        Map<String, String> files = new TreeMap<>(Sandbox.snapshot(repository));
        files.keySet().removeIf(path -> path.startsWith("stacks"));
        return files;
    }

    private void nothingIsLeft(Set<String> listeners) throws Exception {
        assertThat(engine.containers()).isEmpty();
        assertThat(engine.images()).isEmpty();
        assertThat(engine.runs()).isEmptyDirectory();
        assertThat(engine.listeners()).isEqualTo(listeners);
        assertThat(files()).isEqualTo(untouched);
    }

    @ParameterizedTest
    @CsvSource({
        "pi-go,     8000, function.computePi",
        "pi-node,   4000, computePi",
        "pi-python, 1500, py::",
        "pi-shell,  800,  busybox"
    })
    void aFunctionEndsInATraceWithItsNameAndItsFrames(String function, String digits, String frame) throws Exception {
        Set<String> listeners = engine.listeners();
        try (Attempt attempt = Attempt.start(engine, repository, function, "--data", "digits-" + digits)) {
            String text = attempt.until(Attempt.UP).text();
            assertThat(text).contains(function + ": 3 of 3 calls traced", "3. 200 in", ": 3.14159265358979");
            assertThat(traces(function)).contains(frame);
            assertThat(engine.containers()).hasSize(1);
            moreArrives(attempt, function);
            assertThat(attempt.interrupt()).as(attempt.text()).isZero();
        }
        nothingIsLeft(listeners);
    }

    /** It stays up, and says what comes. */
    private void moreArrives(Attempt attempt, String function) throws Exception {
        Matcher again = Pattern.compile("Call it again: (curl .*)").matcher(attempt.text());
        assertThat(again.find()).as(attempt.text()).isTrue();
        engine.inside("sh", "-c", again.group(1) + " --silent --data 800");
        assertThat(attempt.until("Received " + function + "/").text()).contains("Received " + function + "/");
    }

    private String traces(String function) throws Exception {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (Stream<Path> files = Files.list(repository.resolve("stacks").resolve(function))) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".perf.gz")).toList()) {
                try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
                    in.transferTo(text);
                }
            }
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    @Test
    void killedAtRandomMomentsItLeavesNothingBehindAfterTheNextRun() throws Exception {
        Set<String> listeners = engine.listeners();
        long whole = System.nanoTime();
        try (Attempt attempt = Attempt.start(engine, repository, "pi-shell", "--requests", "1")) {
            attempt.until(Attempt.UP);
            attempt.interrupt();
        }
        long millis = (System.nanoTime() - whole) / 1_000_000;
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < kills; i++) {
            Attempt attempt = Attempt.start(engine, repository, "pi-shell", "--requests", "1");
            Thread.sleep((long) (random.nextDouble() * millis));
            attempt.kill();
            attempt.close();
        }
        try (Attempt attempt = Attempt.start(engine, repository, "pi-shell", "--requests", "1")) {
            String text = attempt.until(Attempt.UP).text();
            assertThat(text).as("seed " + seed).contains("1 of 1 call traced");
            assertThat(engine.containers()).hasSize(1);
            assertThat(engine.images()).hasSize(1);
            assertThat(attempt.interrupt()).isZero();
        }
        nothingIsLeft(listeners);
    }
}
