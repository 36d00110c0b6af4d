package faastrace.cli;

import faastrace.problem.Problem;
import faastrace.project.Stack;
import faastrace.template.Facts;
import faastrace.template.Template;
import faastrace.template.TemplateOnDisk;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The demo's function: its build context put together as faas-cli does, and its patched entry run by the agent, here
 * instead of in a container and without a watchdog in between.
 */
final class DemoFunction implements AutoCloseable {
    private static final int START_SECONDS = 10;
    private static final int STOP_SECONDS = 15;

    private final DemoFiles files;
    private final Process process;
    private final int port;

    private DemoFunction(DemoFiles files, Process process, int port) {
        this.files = files;
        this.process = process;
        this.port = port;
    }

    static DemoFunction start(Path root, DemoFiles files, int collectorPort) throws IOException {
        Path context = context(root, files.function());
        int port = freePort();
        List<String> command = new ArrayList<>(List.of("sh", "faas-trace/faas-trace-agent", "watchdog"));
        command.addAll(List.of(process(context).split(" ")));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(context.toFile())
                .redirectErrorStream(true)
                .redirectOutput(root.resolve("agent.log").toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("FAAS_TRACE"));
        environment.put("mode", "http");
        environment.put("FAAS_TRACE_URL", "http://127.0.0.1:" + collectorPort + "/");
        environment.put("FAAS_TRACE_NAME", files.function());
        environment.put("FAAS_TRACE_SAMPLE", "all");
        environment.put(
                "FAAS_TRACE_RUNTIME_DIR",
                context.resolve("faas-trace/runtime.d").toString());
        environment.put(files.portVariable(), String.valueOf(port));
        DemoFunction function = new DemoFunction(files, builder.start(), port);
        function.awaitPort(root);
        return function;
    }

    /** Sends the requests one after the other and prints what came back. */
    void request(PrintWriter out) throws IOException {
        for (int i = 1; i <= files.requests(); i++) {
            long start = System.nanoTime();
            String answer = post("demo-" + i);
            out.printf(
                    "request demo-%d: %s… in %d ms%n",
                    i, answer.substring(0, Math.min(answer.length(), 12)), (System.nanoTime() - start) / 1_000_000);
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
            body.write(files.body().getBytes(StandardCharsets.UTF_8));
        }
        try (InputStream answer = connection.getInputStream()) {
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    /** What faas-cli would hand to the builder: the template, with the handler over its function folder. */
    private static Path context(Path root, String name) throws IOException {
        Stack.Function function = Stack.find(root, Optional.empty()).orElseThrow().functions().stream()
                .filter(f -> f.name().equals(name))
                .findFirst()
                .orElseThrow();
        Path context = root.resolve("build").resolve(name);
        copy(root.resolve("template").resolve(function.language()), context);
        copy(root.resolve(function.handler()), context.resolve("function"));
        return context;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                Files.createDirectories(target.getParent());
                Files.write(target, Files.readAllBytes(path));
            }
        }
    }

    private static String process(Path context) {
        Template template = TemplateOnDisk.read(context, "demo");
        return Facts.read(context.toString(), template)
                .flatMap(Facts::process)
                .orElseThrow()
                .value();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitPort(Path root) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (System.nanoTime() < deadline && process.isAlive()) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException notYet) {
                pause();
            }
        }
        close();
        throw new Problem(files.function(), "the function did not start", "look at " + root.resolve("agent.log"));
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the function in order, so that the agent ships what is left. */
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
