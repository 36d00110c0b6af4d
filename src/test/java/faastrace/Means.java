package faastrace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * The programs that tests need besides the JDK. If one is missing, a test is skipped, or fails if
 * FAAS_TRACE_REQUIRE_ALL=1.
 */
public final class Means {
    private static final Map<String, String> PACKAGES = Map.ofEntries(
            Map.entry("perf", "linux-perf (Debian), perf (Alpine, Fedora), linux-tools-generic (Ubuntu)"),
            Map.entry("node", "nodejs"),
            Map.entry("go", "golang"),
            Map.entry("gofmt", "golang"),
            Map.entry("ruby-parser", "ruby-whitequark-parser"),
            Map.entry("setcap", "libcap2-bin"),
            Map.entry("alpine", "Alpine as .ci/run does: with .ci/alpine, and set FAAS_TRACE_TEST_ALPINE to its path"),
            Map.entry("dotnet", ".NET as .ci/run does: with .ci/dotnet, and set FAAS_TRACE_TEST_DOTNET to its command"),
            Map.entry("chromedriver", "chromium-driver"),
            Map.entry("debootstrap", "debootstrap, and run as root"),
            Map.entry("dpkg-scanpackages", "dpkg-dev"),
            Map.entry(
                    "busybox-static",
                    "busybox-static (only extract it, because it conflicts with the package busybox),"
                            + " and set FAAS_TRACE_TEST_BUSYBOX_STATIC to its program"),
            Map.entry(
                    "prometheus",
                    "prometheus, or unpack it anywhere and set FAAS_TRACE_TEST_PROMETHEUS to its program"),
            Map.entry(
                    "python-servers",
                    "the HTTP servers for Python as .ci/run does: with .ci/python-servers, and set"
                            + " FAAS_TRACE_TEST_PYTHON_SERVERS to its interpreter"),
            Map.entry("flock", "util-linux"),
            Map.entry(
                    "node-frameworks", "npm, run .ci/node-frameworks DIR, and set FAAS_TRACE_TEST_NODE_FRAMEWORKS=DIR"),
            Map.entry(
                    "seaweedfs",
                    "SeaweedFS as .ci/run does: with .ci/seaweedfs, and set FAAS_TRACE_TEST_SEAWEEDFS to its program"),
            Map.entry("speedscope", "npm, run .ci/speedscope DIR, and set FAAS_TRACE_TEST_SPEEDSCOPE=DIR"),
            Map.entry("systemd-analyze", "systemd"),
            Map.entry("ctr", "containerd"),
            Map.entry("docker", "docker.io (Debian, Ubuntu)"),
            Map.entry("dockerd", "docker.io (Debian, Ubuntu)"),
            Map.entry("ip", "iproute2"),
            Map.entry("podman", "podman; the machine must allow containers"));

    private static final Map<String, List<String>> PROBES = Map.ofEntries(
            Map.entry(
                    "perf",
                    List.of(
                            "perf",
                            "record",
                            "-e",
                            "cpu-clock:u",
                            "-m",
                            "1",
                            "-B",
                            "-N",
                            "-q",
                            "-o",
                            "/dev/null",
                            "true")),
            Map.entry("go", List.of("go", "version")),
            Map.entry("openssl", List.of("openssl", "version")),
            Map.entry("gofmt", List.of("gofmt", "-h")),
            Map.entry("ruby-parser", List.of("ruby", "-W0", "-e", "require 'parser'")),
            Map.entry("busybox", List.of("busybox", "true")),
            Map.entry("ip", List.of("ip", "-Version")),
            Map.entry("alpine", List.of("test", "-x", program("alpine") + "/bin/busybox")),
            Map.entry("dotnet", List.of("test", "-x", program("dotnet"))),
            Map.entry("busybox-static", List.of(program("busybox-static"), "true")),
            Map.entry("node-frameworks", List.of("test", "-d", program("node-frameworks") + "/node_modules")),
            Map.entry("seaweedfs", List.of(program("seaweedfs"), "version")),
            Map.entry("speedscope", List.of("test", "-d", program("speedscope") + "/node_modules")),
            Map.entry("prometheus", List.of(program("prometheus"), "--version")),
            Map.entry(
                    "python-servers",
                    List.of(program("python-servers"), "-c", "import aiohttp, grpc, twisted, waitress")),
            Map.entry("unshare", List.of("unshare", "--mount", "--pid", "--fork", "--mount-proc", "true")),
            Map.entry("seccomp", List.of("/usr/bin/python3", "src/test/resources/agent/refuse.py", "1", "true")),
            Map.entry("setcap", List.of("sh", "-c", "command -v setcap")),
            Map.entry("mandoc", List.of("sh", "-c", "command -v mandoc")),
            Map.entry("mawk", List.of("mawk", "BEGIN {}")),
            Map.entry("dash", List.of("dash", "-c", "true")),
            Map.entry("debootstrap", List.of("sh", "-c", "[ $(id -u) = 0 ] && debootstrap --version")),
            Map.entry("podman", List.of("sh", "-c", "podman --version && unshare --mount --pid --fork true")));

    private Means() {}

    /** Skips or fails the test unless all these programs run. */
    public static void require(String... programs) {
        for (String program : programs) {
            if (!runs(program)) {
                missing(program, "install the package " + PACKAGES.getOrDefault(program, program));
            }
        }
    }

    /**
     * The path of a program from an environment variable, or the program's name if the variable is not set. The
     * variables are for programs that are not in the PATH.
     */
    public static String program(String name) {
        String variable = "FAAS_TRACE_TEST_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
        return System.getenv().getOrDefault(variable, name);
    }

    /** Skips the test unless it runs as root. It never fails the test, because tests need not run as root. */
    public static void requireRoot() {
        Assumptions.assumeTrue(
                "root".equals(System.getProperty("user.name")) && runs("unshare"),
                "this needs root, and permission to create namespaces");
    }

    /**
     * Skips the test unless FAAS_TRACE_TEST_IMAGES=1 or FAAS_TRACE_REQUIRE_ALL=1. It is for the tests that build base
     * images and whole functions, and take as long as all others together.
     */
    public static void requireImageTests() {
        Assumptions.assumeTrue(
                requiresAll() || "1".equals(System.getenv("FAAS_TRACE_TEST_IMAGES")),
                "this builds images, which takes minutes; to run it, set FAAS_TRACE_TEST_IMAGES=1");
    }

    /** Skips or fails the test because something is missing. */
    public static <T> T missing(String what, String cure) {
        String message = what + " is missing or may not run; " + cure;
        if (requiresAll()) {
            Assertions.fail(message);
        }
        return Assumptions.abort(message);
    }

    /**
     * The program of an old version of a language, such as node8. It is in the folder to which .ci/oldest installs it,
     * or comes from the distribution.
     */
    public static Path oldest(String name) {
        return findOldest(name).orElseGet(() -> missing(name, "run .ci/oldest DIR and set FAAS_TRACE_TEST_OLDEST=DIR"));
    }

    /** Like {@link #oldest}, but empty if the program does not exist. */
    static Optional<Path> findOldest(String name) {
        return Stream.of(System.getenv("FAAS_TRACE_TEST_OLDEST"), "/usr/local/bin", "/usr/bin")
                .filter(Objects::nonNull)
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static boolean requiresAll() {
        return "1".equals(System.getenv("FAAS_TRACE_REQUIRE_ALL"));
    }

    private static boolean runs(String program) {
        try {
            Process process = new ProcessBuilder(PROBES.getOrDefault(program, List.of(program, "--version")))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean ended = process.waitFor(20, TimeUnit.SECONDS);
            process.destroyForcibly();
            return ended && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
