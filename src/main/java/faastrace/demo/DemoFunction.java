package faastrace.demo;

import faastrace.problem.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One of the demo's functions. The agent runs the function's patched entry on this machine, not in a container. A
 * script replaces the watchdog.
 */
public final class DemoFunction implements AutoCloseable {
    private static final int START_SECONDS = 30;
    private static final int STOP_SECONDS = 15;
    private static final int ANSWER_SHOWN = 12;

    private final DemoRecipe recipe;
    private final Process process;
    private final boolean servesHttp;
    private final int port;
    private final Path log;

    private DemoFunction(DemoRecipe recipe, Process process, boolean servesHttp, int port, Path log) {
        this.recipe = recipe;
        this.process = process;
        this.servesHttp = servesHttp;
        this.port = port;
        this.log = log;
    }

    /** Builds and starts a function, and waits until it responds. */
    static DemoFunction start(Path root, DemoFiles files, DemoRecipe recipe, int collectorPort) throws IOException {
        Path log = log(root, recipe);
        DemoContext context = DemoContext.of(root, recipe.name());
        context.build(recipe, log);
        Path watchdog = context.folder().resolve("demo-watchdog.sh");
        files.writeWatchdog(watchdog);
        Files.writeString(context.folder().resolve("body"), recipe.body());
        int port = freePort();
        ProcessBuilder builder = new ProcessBuilder(context.command(watchdog))
                .directory(context.folder().toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        if (context.servesHttp()) {
            builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        }
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("FAAS_TRACE"));
        environment.putAll(context.environment());
        environment.putAll(recipe.environment());
        environment.put("FAAS_TRACE_URL", "http://127.0.0.1:" + collectorPort + "/");
        environment.put("FAAS_TRACE_NAME", recipe.name());
        recipe.portVariable().ifPresent(name -> environment.put(name, String.valueOf(port)));
        Path recorder = Files.createDirectories(context.folder().resolve("demo-recorder"));
        environment.put("FAAS_TRACE_DIR", recorder.toString());
        DemoFunction function = new DemoFunction(recipe, builder.start(), context.servesHttp(), port, log);
        function.awaitStart();
        function.awaitRecorder(recorder);
        return function;
    }

    /** Waits until perf is recording, which may take seconds on a busy machine. Earlier invocations are not traced. */
    private void awaitRecorder(Path folder) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (System.nanoTime() < deadline && process.isAlive() && !hasSettled(folder)) {
            pause();
        }
    }

    /** Whether perf is recording, or has failed. */
    private boolean hasSettled(Path folder) {
        try (Stream<Path> own = Files.list(folder);
                Stream<String> said = Files.lines(log, StandardCharsets.ISO_8859_1)) {
            return own.anyMatch(one -> Files.exists(one.resolve("armed")) || Files.exists(one.resolve("refused")))
                    || said.anyMatch(line -> line.startsWith("faas-trace: "));
        } catch (IOException | UncheckedIOException unreadable) {
            return true;
        }
    }

    /** The log file of a function and its agent. */
    public static Path log(Path root, DemoRecipe recipe) {
        return root.resolve(recipe.name() + ".log");
    }

    /** Sends the requests one after the other and prints the responses. */
    void request(int requests, PrintWriter out) throws IOException {
        BufferedReader answers = process.inputReader(StandardCharsets.UTF_8);
        for (int i = 1; i <= requests; i++) {
            String id = recipe.name() + "-" + i;
            long start = System.nanoTime();
            String answer = servesHttp ? post(id) : fork(id, answers);
            out.printf(
                    "  %s: %s… in %d ms%n",
                    id,
                    answer.substring(0, Math.min(answer.length(), ANSWER_SHOWN)),
                    (System.nanoTime() - start) / 1_000_000);
            out.flush();
        }
    }

    private String post(String callId) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + port + "/").toURL().openConnection();
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.setReadTimeout(60_000);
        connection.setRequestProperty("X-Call-Id", callId);
        try (OutputStream body = connection.getOutputStream()) {
            body.write(recipe.body().getBytes(StandardCharsets.UTF_8));
        }
        try (InputStream answer = connection.getInputStream()) {
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    private String fork(String callId, BufferedReader answers) throws IOException {
        process.getOutputStream().write((callId + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new Problem(recipe.name(), "the function exited", cure());
        }
        return answer;
    }

    /** The cure for all problems of this function. */
    String cure() {
        return "look at " + log;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitStart() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (servesHttp && !answers()) {
            if (System.nanoTime() > deadline || !process.isAlive()) {
                boolean ended = !process.isAlive();
                close();
                throw new Problem(
                        recipe.name(),
                        ended ? "the function exited" : "the function did not start within " + START_SECONDS + " s",
                        cure());
            }
            pause();
        }
    }

    private boolean answers() {
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops the function gracefully, so that the agent sends its last recording. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
