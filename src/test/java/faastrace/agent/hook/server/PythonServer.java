package faastrace.agent.hook.server;

import faastrace.agent.Agent;
import faastrace.agent.Processes;
import faastrace.agent.hook.HookFolder;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server in Python, with or without the hook in its PYTHONPATH. */
final class PythonServer implements AutoCloseable {
    static final Path HOOK = Agent.OVERLAYS.resolve("python-runtime");

    private final int port = freePort();
    private final HookFolder folder;
    private final Path log;
    private final Process process;

    PythonServer(Path directory, boolean hooked, Map<String, String> settings, List<String> command) throws Exception {
        Files.createDirectories(directory);
        folder = new HookFolder(directory.resolve("agent"), true);
        log = directory.resolve("log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("FAAS_TRACE") || name.startsWith("PYTHON"));
        environment.putAll(settings);
        environment.putAll(Map.of("port", "" + port, "PYTHONDONTWRITEBYTECODE", "1"));
        if (hooked) {
            environment.put("FAAS_TRACE_DIR", folder.file("").toString());
            environment.put("FAAS_TRACE_SAMPLE", "all");
            environment.merge("PYTHONPATH", HOOK.toString(), (own, hook) -> hook + ":" + own);
        }
        process = builder.start();
        folder.arm(process.pid());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    HookFolder folder() {
        return folder;
    }

    /** Tells the hook that perf follows each process that has said hello. Waits for the first of them. */
    PythonServer followed() throws Exception {
        answer("/");
        if (!Processes.comes(() -> !folder.events().isEmpty())) {
            throw new IOException("the hook says nothing: " + Files.readString(log));
        }
        for (String line : folder.events()) {
            if (line.startsWith("hello ") && !line.startsWith("hello " + process.pid() + " ")) {
                folder.follow(Long.parseLong(line.split(" ")[1]));
            }
        }
        return this;
    }

    /** The bytes of the response, without its date. Waits until the server listens. */
    String answer(String path, String... headers) throws Exception {
        String request = "GET " + path + " HTTP/1.1\r\nHost: function\r\nConnection: close\r\n"
                + String.join("", Stream.of(headers).map(each -> each + "\r\n").toList()) + "\r\n";
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(20_000);
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                byte[] bytes = socket.getInputStream().readAllBytes();
                return new String(bytes, StandardCharsets.ISO_8859_1).replaceFirst("(?i)\r\ndate: .*", "");
            } catch (ConnectException e) {
                if (System.nanoTime() > end || !process.isAlive()) {
                    throw new IOException("no answer: " + Files.readString(log), e);
                }
                Thread.sleep(20);
            }
        }
    }

    @Override
    public void close() throws IOException {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
        folder.close();
    }
}
