package faastrace.tryout;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.cli.Sandbox;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
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

/** Tests {@code faas-trace try} on a real engine, from the examples' repository to a trace. */
@Timeout(600)
@TestInstance(Lifecycle.PER_CLASS)
abstract class TryOnEngineIT {
    private static final Path EXAMPLES = Path.of("examples");

    /** A tryout whose only request takes little time. */
    private static final String[] QUICK = {"pi-shell", "--requests", "1", "--data", "digits-50"};

    private static final String MORE = """
              greet:
                lang: shell-classic
                handler: ./greet
                image: greet:latest
                environment: {greeting: hello}
                environment_file: [more.yml]
                secrets: [word, missing]
              baseless:
                lang: shell-classic
                handler: ./greet
                image: baseless:latest
                build_args: {BASE: 'registry.invalid/nothing:1'}

            configuration:
            """;

    private static final String GREETING = """
            handle() {
              i=0
              while [ $i -lt 30000 ]; do i=$((i + 1)); done
              echo "$greeting $whom: $(cat /var/openfaas/secrets/word)"
            }
            """;

    private final TestEngine.Kind kind;
    private final int kills;
    private TestEngine engine;
    private Path repository;
    private Map<String, String> untouched;

    TryOnEngineIT(TestEngine.Kind kind, int kills) {
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
        for (String digits : new String[] {"1500", "8000", "4000", "800", "50"}) {
            Files.writeString(repository.resolve("digits-" + digits), digits);
        }
        addFunctions();
        untouched = files();
    }

    private void addFunctions() throws IOException {
        Path stack = repository.resolve("stack.yaml");
        Files.writeString(stack, Files.readString(stack).replace("\nconfiguration:\n", MORE));
        Files.writeString(repository.resolve("more.yml"), "environment: {whom: you}\n");
        Files.writeString(
                Files.createDirectories(repository.resolve(".secrets")).resolve("word"), "sesame");
        Files.writeString(Files.createDirectories(repository.resolve("greet")).resolve("handler.sh"), GREETING);
    }

    @AfterAll
    void stop() throws Exception {
        if (engine != null) {
            engine.close();
        }
    }

    /** All files except the traces. */
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
            assertThat(text).contains(function + ": 3 of 3 requests traced", "3. 200 in", ": 3.14159265358979");
            assertThat(traces(function)).contains(frame);
            assertThat(engine.containers()).hasSize(1);
            moreArrives(attempt, function, digits);
            assertThat(attempt.end()).as(attempt.text()).isZero();
        }
        nothingIsLeft(listeners);
    }

    /** The tryout keeps running and reports traces as they arrive. */
    private void moreArrives(Attempt attempt, String function, String digits) throws Exception {
        Matcher again = Pattern.compile("Send another request: (curl .*)").matcher(attempt.text());
        assertThat(again.find()).as(attempt.text()).isTrue();
        engine.inside("sh", "-c", again.group(1) + " --silent --data " + digits);
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
        try (Attempt attempt = Attempt.start(engine, repository, with("--stop"))) {
            assertThat(attempt.code()).as(attempt.text()).isZero();
            assertThat(attempt.text()).contains("1 of 1 request traced").doesNotContain("Ctrl+C");
        }
        nothingIsLeft(listeners);
        long millis = (System.nanoTime() - whole) / 1_000_000;
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < kills; i++) {
            Attempt attempt = Attempt.start(engine, repository, QUICK);
            Thread.sleep((long) (random.nextDouble() * millis));
            attempt.kill();
            attempt.close();
        }
        try (Attempt attempt = Attempt.start(engine, repository, QUICK)) {
            String text = attempt.until(Attempt.UP).text();
            assertThat(text).as("seed " + seed).contains("1 of 1 request traced");
            assertThat(engine.containers()).hasSize(1);
            assertThat(engine.images()).hasSize(1);
            assertThat(attempt.end()).isZero();
        }
        nothingIsLeft(listeners);
    }

    @Test
    void aFunctionGetsItsEnvironmentAndItsSecretsAndIsBuiltByFaasCliWhereThatIsThere() throws Exception {
        Set<String> listeners = engine.listeners();
        Path tools = engine.folder("tools");
        String real = System.getenv("FAAS_TRACE_TEST_FAAS_CLI");
        Path faasCli = Path.of(real == null ? "src/test/resources/tryout/faas-cli" : real);
        Files.deleteIfExists(tools.resolve("faas-cli"));
        Files.createSymbolicLink(tools.resolve("faas-cli"), faasCli.toAbsolutePath());
        Map<String, String> environment = Map.of(
                "PATH",
                tools + ":" + System.getenv("PATH"),
                "CALLS",
                tools.resolve("calls").toString());
        try (Attempt attempt = Attempt.start(engine, repository, environment, "greet")) {
            String text = attempt.until(Attempt.UP).text();
            assertThat(text)
                    .contains(
                            "200 in",
                            "hello you: sesame",
                            "without the secret missing",
                            "greet: 3 of 3 requests traced");
            boolean byFaasCli = text.contains("Building the image with faas-cli build");
            assertThat(byFaasCli).isEqualTo(kind == TestEngine.Kind.DOCKER);
            assertThat(attempt.end()).isZero();
        }
        nothingIsLeft(listeners);
    }

    @Test
    void whatIsKeptIsRemovedByTheCommandsThatItPrints() throws Exception {
        Set<String> listeners = engine.listeners();
        String text;
        try (Attempt attempt = Attempt.start(engine, repository, with("--keep"))) {
            text = attempt.until(Attempt.UP).text();
            assertThat(text)
                    .contains("  faas-trace patch shell-classic --output ", kind.command() + " build ")
                    .contains("  faas-trace enable " + kind.command(), "  faas-trace collect --host ");
            assertThat(attempt.end()).isZero();
        }
        assertThat(engine.containers()).hasSize(1);
        String removal = text.substring(text.indexOf("To remove what was kept:\n"), text.indexOf(Attempt.UP));
        for (String line : removal.lines().skip(1).toList()) {
            engine.inside("sh", "-c", line);
        }
        nothingIsLeft(listeners);
    }

    @Test
    void twoAtOnceLeaveEachOtherAlone() throws Exception {
        Set<String> listeners = engine.listeners();
        try (Attempt one = Attempt.start(engine, repository, QUICK).until(Attempt.UP);
                Attempt other = Attempt.start(engine, repository, QUICK).until(Attempt.UP)) {
            assertThat(other.text()).contains("1 of 1 request traced").doesNotContain("Removed what");
            assertThat(engine.containers()).hasSize(2);
            assertThat(other.end()).isZero();
            assertThat(engine.containers()).hasSize(1);
            assertThat(one.isAlive()).isTrue();
            assertThat(one.end()).isZero();
        }
        nothingIsLeft(listeners);
    }

    private static String[] with(String option) {
        return Stream.concat(Stream.of(QUICK), Stream.of(option)).toArray(String[]::new);
    }

    private String failure(String... arguments) throws Exception {
        Set<String> listeners = engine.listeners();
        try (Attempt attempt = Attempt.start(engine, repository, arguments)) {
            assertThat(attempt.code()).as(attempt.text()).isEqualTo(2);
            nothingIsLeft(listeners);
            return attempt.text();
        }
    }

    @Test
    void aBaseImageThatCantBeHadIsNamedWithTheCure() throws Exception {
        assertThat(failure("baseless")).contains("$ " + kind.command() + " build", "registry.invalid", "cure: ");
    }

    @Test
    void aPortThatIsTakenOnTheMachinesNetworkIsExplained() throws Exception {
        try (Attempt one = Attempt.start(
                        engine, repository, "pi-go", "--data", "digits-8000", "--", "--network", "host")
                .until(Attempt.UP)) {
            assertThat(one.text()).contains("3 of 3 requests traced");
            try (Attempt other = Attempt.start(engine, repository, "pi-go", "--", "--network", "host")) {
                assertThat(other.code()).isEqualTo(2);
                assertThat(other.text())
                        .contains("address already in use", "a port that it needs is in use on this machine");
            }
            assertThat(one.end()).isZero();
        }
    }

    @Test
    void aCollectorThatAFirewallHidesIsFoundOut() throws Exception {
        String rule = " INPUT ! -i lo -p tcp --syn -j REJECT --reject-with tcp-reset";
        engine.inside("sh", "-c", "iptables -I" + rule);
        try {
            assertThat(failure("pi-shell"))
                    .contains("inside the container, collector", "can't be reached", "if a firewall blocks containers");
        } finally {
            engine.inside("sh", "-c", "iptables -D" + rule);
        }
    }
}
