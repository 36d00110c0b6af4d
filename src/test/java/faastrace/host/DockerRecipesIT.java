package faastrace.host;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.documented.Block;
import faastrace.documented.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests our own images on a real Docker. Builds and runs them with the commands from their pages and recipes. */
@Timeout(420)
class DockerRecipesIT {
    private static final Map<String, String> BUILD_KIT = Map.of("DOCKER_BUILDKIT", "1");

    /** The id of a user who is allowed to use Docker but is not root. */
    private static final int USER = 12345;

    private static final int GROUP = 12346;
    private static final String COMPOSE = "docker-compose --file examples/flamescope/compose.yaml ";

    private static DockerLaptop laptop;

    @BeforeAll
    @Timeout(600)
    static void install() throws Exception {
        laptop = new DockerLaptop();
        laptop.pullForRecipes();
        laptop.enterCheckout(USER, GROUP);
        Files.writeString(laptop.folder().resolve("trace.perf"), """
                # ========
                # captured on    : Mon Nov 23 12:00:00 2026
                # ========
                #
                go 7/7 [000] 100.000000: 5000000 cpu-clock:u:
                \t    55d0 main.digits+0x1 (/home/app/handler)

                """);
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
        laptop.run("rm -rf stacks");
    }

    /** Runs the page's commands as a user who does not yet have a folder for traces. */
    @Test
    void theCollectorsPageLeadsToTracesOfOnesOwn() throws Exception {
        laptop.run(block("docs/collector.md", "docker build").text(), BUILD_KIT);
        laptop.until("a collector", () -> said("collector").contains("Keeping traces in /stacks"));
        assertThat(said("collector"))
                .containsPattern(
                        "Functions can send traces to http://172\\.[0-9.]+:4141/, if they are in the same container");
        fromAContainer("http://host.docker.internal:4141/");
        laptop.until("a trace", () -> laptop.traces().size() == 1);
        laptop.run("curl -sf http://127.0.0.1:4141/v1/traces | grep -q go-func");
        try (Stream<Path> files = Files.walk(laptop.folder().resolve("stacks"))) {
            assertThat(files).allSatisfy(file -> {
                assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(USER);
                assertThat(Files.getAttribute(file, "unix:gid")).isEqualTo(GROUP);
            });
        }
    }

    /** Uploads a trace from a container, like a function's agent. */
    private static void fromAContainer(String url) {
        laptop.run("docker run -i --rm --add-host host.docker.internal:host-gateway debian:bookworm-slim"
                + " curl -sf -H 'X-name: go-func' --data-binary @- " + url + " <trace.perf");
    }

    private static String said(String container) {
        return laptop.run("docker logs " + container);
    }

    private static Block block(String page, String begin) {
        return Page.all().stream()
                .filter(each -> each.name().equals(page))
                .flatMap(each -> each.blocks().stream())
                .filter(each -> each.isShell() && each.text().startsWith(begin))
                .findFirst()
                .orElseThrow();
    }

    /** The commands in the comment at the start of a recipe. */
    private static List<String> head(String recipe) throws IOException {
        return Files.readAllLines(laptop.folder().resolve(recipe)).stream()
                .takeWhile(line -> line.startsWith("#"))
                .filter(line -> line.startsWith("#   "))
                .map(line -> line.substring(4))
                .toList();
    }

    /** If the folder does not exist, Docker creates it, owned by root. */
    @Test
    void aFolderThatDockerCreatedIsReportedWithItsCure() throws Exception {
        build("examples/collector/Dockerfile");
        String start = block("docs/collector.md", "docker build").lines().stream()
                .filter(line -> line.startsWith("docker run"))
                .findFirst()
                .orElseThrow();
        laptop.run(start);
        laptop.until("an end", () -> laptop.run("docker wait collector").startsWith("2"));
        assertThat(said("collector"))
                .contains("/stacks: the folder is not writable: it belongs to user 0", "runs as user " + USER)
                .contains("chown " + USER + ":" + GROUP + " FOLDER");
    }

    /** Builds an image with the command at the start of its recipe. This is fast if the image has been built before. */
    private static void build(String recipe) throws IOException {
        laptop.run(head(recipe).get(0), BUILD_KIT);
    }

    @Test
    void theCollectorTakesAnotherHostAndPrintsNoAddressThatNobodyReaches() throws Exception {
        build("examples/collector/Dockerfile");
        laptop.run("docker run -d --name here --network host faas-trace-collector --host 127.0.0.1 --port 4142");
        laptop.run("docker run -d --name alone --network none faas-trace-collector");
        laptop.until("two collectors", () -> (said("here") + said("alone")).split("Keeping traces").length == 3);
        assertThat(said("here")).contains("Listening at http://127.0.0.1:4142/", "Only programs on this machine");
        assertThat(said("alone"))
                .contains("No function can reach the collector")
                .doesNotContain("send traces to http://");
        laptop.run("curl -sf http://127.0.0.1:4142/readyz");
    }

    /** Runs the commands at the start of the recipe for the image of faas-trace itself. */
    @Test
    void theCommandLinesImageWorksOnTheMountedFolder() throws Exception {
        Path repository = laptop.folder().resolve("template");
        laptop.run("cp -R examples/templates/template .");
        String release =
                laptop.run("docker version --format '{{.Server.Version}}'").strip();
        StringBuilder printed = new StringBuilder();
        for (String line : head("src/package/Dockerfile")) {
            String typed = line.replace("VERSION", release);
            typed = typed.contains(" collect ") ? typed.replace("run ", "run -d --name collector ") : typed;
            printed.append(laptop.run(typed, BUILD_KIT));
        }
        assertThat(printed.toString())
                .containsPattern("(?m)^patched +go-http ")
                .containsPattern("(?m)^faas-trace-seccomp\\.json$")
                .contains("seccomp=faas-trace-seccomp.json")
                .doesNotContain(workingDirectory() + "/");
        laptop.until(
                "a collector",
                () -> laptop.attempt("curl -sf http://127.0.0.1:4141/readyz").code() == 0);
        laptop.run("curl -sf -H 'X-name: go-func' --data-binary @trace.perf http://127.0.0.1:4141/");
        for (Path file : List.of(
                repository.resolve("go-http/Dockerfile"), laptop.folder().resolve("faas-trace-seccomp.json"))) {
            assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(USER);
        }
        assertThat(laptop.traces()).hasSize(1);
        laptop.run("docker run --rm --security-opt seccomp=faas-trace-seccomp.json debian:bookworm-slim true");
    }

    /** FlameScope's sources are not available everywhere, so a file server stands in for it. */
    @Test
    void theComposeFileBringsUpACollectorAndWhoReadsItsFolder() throws Exception {
        laptop.run("docker build --tag flamescope_flamescope - <<'EOF'\n"
                + "FROM debian:bookworm-slim\n"
                + "USER 10001:10001\n"
                + "CMD [\"python3\", \"-m\", \"http.server\", \"5000\", \"--directory\", \"/stacks\"]\n"
                + "EOF");
        try {
            laptop.run(COMPOSE + "build collector", BUILD_KIT);
            laptop.run(COMPOSE + "up -d flamescope && " + COMPOSE + "up -d");
            laptop.until(
                    "a collector",
                    () -> laptop.attempt("curl -sf http://127.0.0.1:4141/readyz")
                                    .code()
                            == 0);
            fromAContainer("http://host.docker.internal:4141/");
            laptop.run("curl -sf http://127.0.0.1:5000/go-func/ | grep -q perf.gz");
        } finally {
            laptop.run(COMPOSE + "down --volumes");
        }
    }

    /** The folder in which the image of faas-trace runs commands. The folder exists only in the container. */
    private static String workingDirectory() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("src/package/Dockerfile")).stream()
                .filter(line -> line.startsWith("WORKDIR "))
                .toList();
        return lines.get(lines.size() - 1).substring("WORKDIR ".length());
    }
}
