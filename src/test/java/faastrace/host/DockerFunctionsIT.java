package faastrace.host;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.documented.Block;
import faastrace.documented.Page;
import faastrace.host.seccomp.DefaultRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs functions on a real Docker: follows docs/first-function.md word for word and tests the system-wide profiles. */
@Timeout(420)
class DockerFunctionsIT {
    private static final String FUNCTION = "pi-python";
    private static final String ADDRESS = "http://127.0.0.1:8080/";
    private static final String HEADER = "-H 'X-Faas-Trace: 1' ";

    private static DockerLaptop laptop;

    @BeforeAll
    @Timeout(600)
    static void install() throws Exception {
        laptop = new DockerLaptop();
        laptop.pullForFunctions();
    }

    @AfterAll
    static void remove() throws Exception {
        if (laptop != null) {
            laptop.close();
        }
    }

    @AfterEach
    void tidy() throws IOException {
        laptop.tidy();
    }

    /**
     * Node gets a request for more digits, because it computes so fast. For Go, a test function replaces the example,
     * because the example spends too much of its time in the garbage collector.
     */
    @ParameterizedTest
    @CsvSource({
        "pi-python, python-http, 1, '', ''",
        "pi-node, node-http, 1, ?digits=12000, 'function/handler\\.js'",
        "primes, go-http, 0, '', 'handler/function\\.'"
    })
    void thePageLeadsToATraceOfEachRequest(
            String function, String template, String buildKit, String query, String inside) throws Exception {
        laptop.enterRepository(function, template);
        String asks = follow(function, query, Map.of("DOCKER_BUILDKIT", buildKit));
        for (int arrived = 1; arrived < 3; arrived++) {
            laptop.run(asks);
            arrives(function, arrived + 1);
        }
        assertThat(laptop.traces()).allMatch(trace -> trace.getParent().endsWith(function));
        if (!inside.isEmpty()) {
            assertThat(shareInside(inside)).isGreaterThanOrEqualTo(0.9);
        }
        assertThat(Files.readString(laptop.folder().resolve("call.html"))).endsWith("</html>\n");
    }

    /** Runs the page's commands and returns the command that sends a request to the function. */
    private static String follow(String function, String query, Map<String, String> environment) throws Exception {
        String asks = "";
        for (Block block : page("docs/first-function.md").blocks()) {
            if (block.isShell()) {
                String text = block.text().replace(FUNCTION, function).replace(ADDRESS, ADDRESS + query);
                String printed = laptop.run(text, environment);
                if (text.contains(HEADER)) {
                    asks = text.lines()
                            .filter(line -> line.contains(HEADER))
                            .findFirst()
                            .orElseThrow();
                    arrives(function, 1);
                } else if (text.contains("doctor")) {
                    assertThat(printed).contains("accepts traces").doesNotContain("shut ");
                }
            }
        }
        return asks;
    }

    private static Page page(String name) {
        return Page.all().stream()
                .filter(page -> page.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void arrives(String function, int number) throws Exception {
        laptop.until(
                "trace " + number + " of " + function, () -> laptop.traces().size() == number);
    }

    /** The share of the traces' CPU time that was spent in functions whose frames match the pattern. */
    private static double shareInside(String frame) {
        Pattern pattern = Pattern.compile(frame);
        double inside = 0;
        double all = 0;
        for (String line : laptop.run("faas-trace fold stacks/*/*.perf.gz 2>/dev/null")
                .lines()
                .toList()) {
            double weight = Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
            all += weight;
            inside += pattern.matcher(line).find() ? weight : 0;
        }
        return inside / all;
    }

    @Test
    void aFunctionIsTracedUnderAProfileOnTheEnginesCommandLine() throws Exception {
        Path own = laptop.engine().settings("own.json");
        Files.writeString(own, DefaultRules.of("docker").text());
        String[] option = {"--seccomp-profile", "/etc/docker/own.json"};
        laptop.restart(option);
        try {
            aFunctionNeedsTheSystemsProfile(option);
        } finally {
            Files.delete(own);
            laptop.restart();
        }
    }

    @Test
    void aFunctionIsTracedUnderAProfileInDaemonJson() throws Exception {
        try {
            aFunctionNeedsTheSystemsProfile();
        } finally {
            Files.deleteIfExists(laptop.engine().settings("daemon.json"));
            Files.deleteIfExists(laptop.engine().settings("faas-trace-seccomp.json"));
            laptop.restart();
        }
    }

    /** Runs a container without its own profile before and after the engine's profile is extended. */
    private static void aFunctionNeedsTheSystemsProfile(String... options) throws Exception {
        build();
        laptop.run("faas-trace collect --host 0.0.0.0");
        runs();
        assertThat(laptop.run("docker logs pi")).contains("not tracing: perf_event_open is blocked");
        laptop.run("docker rm --force pi; faas-trace enable docker --system");
        laptop.restart(options);
        runs();
        arrives(FUNCTION, 1);
    }

    /** Builds the function's image unless it exists. */
    private static void build() throws IOException {
        laptop.enterRepository(FUNCTION, "python-http");
        laptop.run("rm -rf stacks; docker image inspect " + FUNCTION + " >inspected || {"
                + " faas-trace patch --url http://host.docker.internal:4141/; faas-cli build -f stack.yaml; }");
    }

    private static void runs(String... options) {
        laptop.run("docker run -d --name pi --hostname " + FUNCTION + " -p 8080:8080 " + String.join(" ", options)
                + " --add-host host.docker.internal:host-gateway " + FUNCTION);
        laptop.run("curl -sS --retry 5 --retry-all-errors " + HEADER + ADDRESS);
    }

    /** Identifies a container by its name, its short and its full id, and its control group. */
    @Test
    void aContainerIsRecordedAndExaminedByNameByIdAndByItsGroup() throws Exception {
        build();
        try {
            runs("--cgroup-parent", "/faas-trace-test/functions");
            laptop.run("docker run -d --name other " + FUNCTION);
            String id = laptop.run("docker inspect --format '{{.Id}}' pi").strip();
            for (String container : List.of("pi", id.substring(0, 12), id)) {
                assertThat(records("--container " + container)).isPositive();
                Commands.Result result = laptop.attempt("faas-trace doctor --container " + container);
                assertThat(result.code()).as(result.err()).isEqualTo(1);
                assertThat(result.out()).containsPattern("(?m)^shut  seccomp ");
            }
            assertThat(records("--cgroup /faas-trace-test/functions/" + id)).isPositive();
            assertThat(records("--cgroup /faas-trace-test")).isPositive();
        } finally {
            laptop.tidy();
            laptop.run("find /sys/fs/cgroup -depth -path '*/faas-trace-test*' -type d -exec rmdir {} +");
        }
    }

    /** Records while the function computes and returns the number of its samples. */
    private static int records(String what) {
        String printed = laptop.run("rm -f *.perf.gz; curl -s -m 20 " + ADDRESS + "?digits=9000 >answer & "
                + recording(what) + "; wait; faas-trace fold *.perf.gz");
        assertThat(printed).containsPattern("(?m)^python3?;");
        return Integer.parseInt(printed.replaceAll("(?s).*?(\\d+) samples.*", "$1"));
    }

    private static String recording(String what) {
        return "faas-trace record " + what + " --seconds 2";
    }
}
