package faastrace.host;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import faastrace.cli.Sandbox;
import faastrace.image.BaseImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/**
 * A laptop with a freshly installed Docker in its own network, so that the commands of pages can be run exactly as
 * shown. There is no registry. The base images of the recipes are built in advance, under their usual names.
 */
final class DockerLaptop {
    private static final Path STAND_INS = Path.of("src/test/sh/docker").toAbsolutePath();
    private static final String BOOTSTRAP = "localhost/faas-trace-test/bootstrap";
    private static final int SECONDS = 400;

    private final Dockerd engine;
    private Path folder;
    private String login = "";

    DockerLaptop() throws Exception {
        Means.requireImageTests();
        engine = new Dockerd(true);
        folder = engine.work();
        try {
            start();
            run("docker import " + BaseImages.debian().toAbsolutePath() + " " + BOOTSTRAP);
        } catch (Exception | AssertionError e) {
            engine.close();
            throw e;
        }
    }

    /** Builds the base images of the examples. */
    void pullForFunctions() throws IOException {
        Means.require("go");
        Path context = Path.of("src/test/resources/image/debian").toAbsolutePath();
        run("docker build --build-arg PACKAGES='curl linux-perf' --tag debian:bookworm-slim " + context);
        BaseImages.watchdog("of-watchdog", folder.resolve("fwatchdog"));
        run("tar -c fwatchdog | docker import - ghcr.io/openfaas/of-watchdog:0.11.3 && rm fwatchdog");
    }

    /** Builds the base images of faas-trace's own recipes. */
    void pullForRecipes() throws IOException {
        Path context = Files.createDirectories(engine.work().resolve("recipes"));
        Path certificates = Files.createDirectories(context.resolve("certificates"));
        Path own = Path.of("/usr/local/share/ca-certificates");
        if (Files.exists(own)) {
            Sandbox.copy(own, certificates);
        }
        String repository = System.getProperty("maven.repo.local", System.getProperty("user.home") + "/.m2/repository");
        run("cp -R " + repository + " " + context.resolve("repository"));
        Files.copy(Path.of("src/test/resources/image/recipes/Dockerfile"), context.resolve("Dockerfile"));
        run("docker build --tag debian:bookworm-slim " + context + "; rm -rf " + context);
    }

    /** Changes to a checkout of this project, as a user who is allowed to use Docker but is not root. */
    void enterCheckout(int user, int group) throws IOException {
        folder = Files.createDirectories(engine.work().resolve("checkout"));
        for (String file : List.of("pom.xml", "faas-trace", "LICENSE", "template-overlays", "examples", "src")) {
            Sandbox.copy(Path.of(file), folder.resolve(file));
        }
        Files.copy(Path.of(".dockerignore"), folder.resolve(".dockerignore"));
        run("chown -R " + user + ":" + group + " . && chmod 666 \"${DOCKER_HOST#unix://}\"");
        login = "setpriv --reuid " + user + " --regid " + group + " --clear-groups ";
    }

    Dockerd engine() {
        return engine;
    }

    void start(String... options) throws Exception {
        assertThat(engine.start(options)).as(engine.log()).isTrue();
    }

    void restart(String... options) throws Exception {
        engine.stop();
        start(options);
    }

    /**
     * Changes to a function repository with a single function, either an example or a test function. Creates the
     * repository if necessary.
     */
    void enterRepository(String function, String template) throws IOException {
        folder = engine.work().resolve(function);
        if (Files.exists(folder)) {
            return;
        }
        Path examples = Path.of("examples");
        Path source = examples.resolve("functions").resolve(function);
        if (Files.exists(source)) {
            Sandbox.copy(source, folder.resolve(function));
        } else {
            Files.createDirectories(folder.resolve(function));
            Path own = Path.of("src/test/resources/image").resolve(function).resolve("handler.go.txt");
            Files.copy(own, folder.resolve(function).resolve("handler.go"));
        }
        Path templates = Path.of("templates/template").resolve(template);
        Sandbox.copy(examples.resolve(templates), folder.resolve("template").resolve(template));
        Files.writeString(folder.resolve("stack.yaml"), """
                version: 1.0
                provider:
                  name: openfaas
                  gateway: http://127.0.0.1:8080
                functions:
                  %1$s:
                    lang: %2$s
                    handler: ./%1$s
                    image: %1$s:latest
                """.formatted(function, template));
    }

    /** The current folder. */
    Path folder() {
        return folder;
    }

    /** Runs a shell script, which must succeed, and returns its output. */
    String run(String text) {
        return run(text, Map.of());
    }

    /** Runs a shell script with additional environment variables. */
    String run(String text, Map<String, String> more) {
        Commands.Result result = attempt(text, more);
        String printed = result.out() + result.err();
        assertThat(result.code()).as(text + "\n" + printed).isZero();
        return printed;
    }

    Commands.Result attempt(String text) {
        return attempt(text, Map.of());
    }

    Commands.Result attempt(String text, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("DOCKER_HOST", engine.host());
        // Prefers Debian's own client because some other clients can't build with BuildKit.
        environment.put("PATH", STAND_INS + ":/usr/bin:" + System.getenv("PATH"));
        environment.put(
                "JAVA", Path.of(System.getProperty("java.home"), "bin/java").toString());
        environment.put("CLASSES", System.getProperty("java.class.path"));
        environment.put("HOME", folder.toString());
        environment.put("TYPED", "cd " + folder + "\n" + text);
        return engine.shell("exec " + login + "bash -eu -o pipefail -c \"$TYPED\"", environment, SECONDS);
    }

    /** The traces that have arrived. Each is in a folder with the name under which it was sent. */
    List<Path> traces() {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder.resolve("stacks"))) {
            files.filter(file -> file.toString().endsWith(".perf.gz")).forEach(found::add);
        } catch (IOException | java.io.UncheckedIOException none) {
            return List.of();
        }
        return found;
    }

    void until(String what, Callable<Boolean> condition) throws Exception {
        for (int i = 0; !condition.call(); i++) {
            assertThat(i)
                    .as("there never was " + what + "; the containers say:\n" + log())
                    .isLessThan(300);
            Thread.sleep(100);
        }
    }

    private String log() {
        return attempt(
                        "docker ps --all; for id in $(docker ps --all --quiet); do docker logs $id; done; cat collect.log")
                .toString();
    }

    /** Stops the collector and removes the containers. */
    void tidy() throws IOException {
        attempt(
                "docker ps --all --quiet | xargs -r docker rm --force; [ -e collect.pid ] || exit 0; kill $(cat collect.pid);"
                        + " tail --pid $(cat collect.pid) -f /dev/null; rm collect.pid");
    }

    /** Stops everything and removes its files. */
    void close() throws Exception {
        tidy();
        engine.close();
    }
}
