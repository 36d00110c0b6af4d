package faastrace.agent;

import java.io.IOException;
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
import java.util.concurrent.TimeUnit;

/** The agent as an image runs it: in a shell, around a command, with settings in the environment. */
final class Agent implements AutoCloseable {
    static final Path SCRIPT =
            Path.of("template-overlays/agent/faas-trace-agent").toAbsolutePath();
    static final Path RESOURCES = Path.of("src/test/resources/agent").toAbsolutePath();

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final int port = freePort();
    private final Path directory;
    private final Process process;

    Agent(Path directory, String shell, Map<String, String> settings, String... command) throws IOException {
        this.directory = directory;
        List<String> words = new ArrayList<>(List.of(shell.split(" ")));
        words.addAll(List.of(SCRIPT.toString(), "watchdog"));
        words.addAll(List.of(command));
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(directory.toFile())
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve("err").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("FAAS_TRACE_"));
        builder.environment()
                .putAll(Map.of("port", "" + port, "TMPDIR", directory.toString(), "FAAS_TRACE_NAME", "fn"));
        builder.environment().putAll(settings);
        process = builder.start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** What the function answers, once it listens. */
    HttpResponse<String> call(String id, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/?n=" + id))
                .timeout(Duration.ofSeconds(20))
                .header("X-Call-Id", id);
        if (headers.length > 0) {
            request.headers(headers);
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            try {
                return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
            } catch (java.net.ConnectException e) {
                if (System.nanoTime() > end || !process.isAlive()) {
                    throw new IOException("no answer; the log says: " + log(), e);
                }
                Thread.sleep(50);
            }
        }
    }

    /** Ends it as a container runtime does, and gives its exit code. */
    int stop() throws Exception {
        process.destroy();
        return exitCode();
    }

    int exitCode() throws Exception {
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            throw new IOException("it does not end; the log says: " + log());
        }
        return process.exitValue();
    }

    String log() throws IOException {
        return Files.readString(directory.resolve("err"));
    }

    String output() throws IOException {
        return Files.readString(directory.resolve("out"));
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
