package faastrace.image;

import faastrace.ExamplePorts;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A container that runs a function. */
final class Container implements AutoCloseable {
    /** The options of a strict cluster: not root, no capabilities, and only a temporary folder is writable. */
    static final List<String> STRICT = List.of(
            "--user",
            "12000",
            "--cap-drop",
            "all",
            "--memory",
            "128m",
            "--security-opt",
            "no-new-privileges",
            "--read-only",
            "--tmpfs",
            "/tmp");

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final int port = freePort();
    private final ExamplePorts ports;
    private final Podman podman;
    private final String id;

    Container(Podman podman, String image, List<String> options, Map<String, String> environment) throws IOException {
        this.podman = podman;
        List<String> words = new ArrayList<>(List.of("--env", "port=" + port, "--env", "healthcheck_interval=1s"));
        environment.forEach((name, value) -> words.addAll(List.of("--env", name + "=" + value)));
        words.addAll(options);
        ports = ExamplePorts.hold();
        id = started(image, words);
    }

    private String started(String image, List<String> words) throws IOException {
        try {
            return podman.start(image, words);
        } catch (IOException | RuntimeException | Error failure) {
            ports.close();
            throw failure;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Sends a request and returns the response. Repeats the request until the function has started. */
    String call(String content, String id, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                .timeout(Duration.ofSeconds(20))
                .header("X-Call-Id", id)
                .POST(HttpRequest.BodyPublishers.ofString(content));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        AtomicReference<String> body = new AtomicReference<>();
        until("an answer of 200", () -> {
            try {
                HttpResponse<String> answer = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
                body.set(answer.body());
                return answer.statusCode() == 200;
            } catch (ConnectException e) {
                return false;
            } catch (IOException e) {
                throw new IOException(e + "; the log says:\n" + String.join("\n", log()), e);
            }
        });
        return body.get();
    }

    void until(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                throw new IOException("there never was " + what + "; the log says:\n" + String.join("\n", log())
                        + "\nand the temporary folder holds:\n" + String.join("\n", temporaryFiles()));
            }
            Thread.sleep(50);
        }
    }

    /** Waits until perf is attached. */
    void armed() throws Exception {
        until("perf", () -> temporaryFiles().stream().anyMatch(name -> name.matches("faas-trace\\.\\w+/armed")));
    }

    /** The files that are now in the container's temporary folder. */
    Set<String> temporaryFiles() throws Exception {
        Path folder = Path.of("/proc/" + firstProcess().pid() + "/root/tmp");
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(file -> folder.relativize(file).toString())
                    .filter(name -> !name.isEmpty())
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (java.io.UncheckedIOException e) {
            return temporaryFiles(); // a file was deleted in the meantime
        }
    }

    ProcessHandle firstProcess() throws Exception {
        String pid = podman.run("inspect", "--format", "{{.State.Pid}}", id).strip();
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    /** The container's processes for which this field in /proc starts with this value. */
    List<Long> processes(String field, String value) throws Exception {
        List<Long> found = new ArrayList<>();
        for (ProcessHandle process : firstProcess().descendants().toList()) {
            if (statusOf(process.pid()).contains("\n" + field + ":\t" + value)) {
                found.add(process.pid());
            }
        }
        return found;
    }

    private static String statusOf(long pid) {
        try {
            return "\n" + Files.readString(Path.of("/proc/" + pid + "/status"));
        } catch (IOException e) {
            return "";
        }
    }

    /** Stops the container as a cluster does and returns its exit code. */
    int stop() throws Exception {
        podman.run("stop", "--time", "20", id);
        return Integer.parseInt(
                podman.run("inspect", "--format", "{{.State.ExitCode}}", id).strip());
    }

    String id() {
        return id;
    }

    List<String> log() throws IOException {
        return podman.run("logs", id).lines().toList();
    }

    @Override
    public void close() throws IOException {
        try {
            podman.run("rm", "--force", "--time", "0", id);
        } finally {
            ports.close();
        }
    }
}
