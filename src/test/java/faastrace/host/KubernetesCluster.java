package faastrace.host;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A real single-node Kubernetes that src/test/sh/cluster starts in its own namespaces. */
final class KubernetesCluster {
    private static final String SCRIPTS = "src/test/sh/cluster/";
    private static final Path IMAGES = Path.of("target/cluster-images").toAbsolutePath();
    private static final int IMAGE_SECONDS = 1800;
    private static final int START_SECONDS = 600;
    private static final int SECONDS = 400;

    private final Path work;
    private final Process process;

    /**
     * Starts a cluster. Skips the test if FAAS_TRACE_TEST_KUBERNETES is not set, because Kubernetes' programs take long
     * to build.
     */
    static KubernetesCluster start() throws Exception {
        String programs = System.getenv("FAAS_TRACE_TEST_KUBERNETES");
        Assumptions.assumeTrue(
                programs != null,
                "FAAS_TRACE_TEST_KUBERNETES is not set to a folder with Kubernetes' programs; CONTRIBUTING.md says how to"
                        + " build them");
        Means.require("containerd", "ctr", "debootstrap", "go", "ip", "podman", "runc");
        Means.requireRoot();
        return new KubernetesCluster(Path.of(programs).toAbsolutePath());
    }

    private KubernetesCluster(Path programs) throws Exception {
        String archive =
                succeeded(Commands.run(List.of(SCRIPTS + "images.sh", IMAGES.toString()), Map.of(), IMAGE_SECONDS));
        work = Files.createTempDirectory("faas-trace-cluster");
        List<String> command = new ArrayList<>(List.of(SCRIPTS + "start.sh", programs.toString(), work.toString()));
        command.add(archive.lines().reduce((first, second) -> second).orElseThrow());
        process = new ProcessBuilder(command)
                .redirectOutput(work.resolve("out").toFile())
                .redirectError(work.resolve("err").toFile())
                .start();
        try {
            until("a ready node", START_SECONDS, () -> !process.isAlive() || Files.exists(work.resolve("ready")));
            assertThat(process.isAlive())
                    .as(Files.readString(work.resolve("err")))
                    .isTrue();
        } catch (Exception | AssertionError e) {
            close();
            throw e;
        }
    }

    /** A condition that a test waits for. */
    interface Question {
        boolean isSo() throws Exception;
    }

    static void until(String what, int seconds, Question question) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!question.isSo()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            Thread.sleep(500);
        }
    }

    /** The kubectl command for the cluster. */
    String kubectl() {
        return work.resolve("bin/kubectl").toString();
    }

    /** Waits until a service's name resolves to an address. This happens a moment after its pod is ready. */
    void awaitName(String service) throws Exception {
        until(
                service,
                START_SECONDS,
                () -> Files.readAllLines(work.resolve("names")).stream()
                        .anyMatch(line -> line.endsWith(" " + service)));
    }

    /** Creates a folder that is deleted with the cluster. */
    Path folder(String name) throws IOException {
        return Files.createDirectories(work.resolve(name));
    }

    /** Runs a shell script, which must succeed. In the script, kubectl uses this cluster. */
    String run(String text) {
        return succeeded(attempt(text));
    }

    Commands.Result attempt(String text) {
        String path =
                work.resolve("bin") + ":" + IMAGES.resolve("application/faas-trace/bin") + ":" + System.getenv("PATH");
        return Commands.run(List.of("sh", "-c", text), Map.of("PATH", path), SECONDS);
    }

    private static String succeeded(Commands.Result result) {
        assertThat(result.code()).as(result.out() + result.err()).isZero();
        return result.out();
    }

    /** Closes the standard input of the start script, which makes it stop everything that it started. */
    void close() throws Exception {
        process.getOutputStream().close();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroy();
            process.waitFor();
        }
        Commands.run("rm", "-rf", "--one-file-system", work.toString());
    }
}
