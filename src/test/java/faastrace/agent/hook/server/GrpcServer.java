package faastrace.agent.hook.server;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import faastrace.agent.Agent;
import faastrace.agent.hook.HookFolder;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A gRPC server in one of several languages, with or without the hook of its runtime. */
final class GrpcServer implements AutoCloseable {
    private static final Path SOURCES = Path.of("src/test/resources/grpc").toAbsolutePath();

    private final Path directory;
    private final String port;
    private final HookFolder folder;
    private final Process process;

    GrpcServer(Path directory, String kind, boolean hooked) throws Exception {
        this.directory = Files.createDirectories(directory);
        port = freePort();
        folder = new HookFolder(directory.resolve("agent"), true);
        ProcessBuilder builder = new ProcessBuilder(command(kind, hooked))
                .redirectErrorStream(true)
                .redirectOutput(log());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.matches("(FAAS_TRACE|PYTHON|NODE_).*"));
        environment.putAll(Map.of("port", port, "PYTHONDONTWRITEBYTECODE", "1"));
        if (hooked) {
            environment.putAll(Map.of("FAAS_TRACE_DIR", folder.file("").toString(), "FAAS_TRACE_SAMPLE", "all"));
            environment.put(
                    "PYTHONPATH", Agent.OVERLAYS.resolve("python-runtime").toString());
            environment.put("NODE_OPTIONS", "--require " + Agent.OVERLAYS.resolve("node-http/faas_trace.js"));
        }
        process = builder.start();
        folder.arm(process.pid());
    }

    private static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return String.valueOf(socket.getLocalPort());
        }
    }

    private File log() {
        return directory.resolve("log").toFile();
    }

    private List<String> command(String kind, boolean hooked) throws Exception {
        return switch (kind) {
            case "java" -> java(hooked);
            case "node" ->
                List.of(
                        "node",
                        SOURCES.resolve("server.js").toString(),
                        Means.program("node-frameworks") + "/node_modules");
            default ->
                List.of(
                        Means.program("python-servers"),
                        SOURCES.resolve("server.py").toString(),
                        kind.equals("python-aio") ? "aio" : "sync");
        };
    }

    private List<String> java(boolean hooked) throws Exception {
        String path = directory + ":" + JavaServersIT.jars().resolve("grpc-1.68") + "/*";
        Path source = Files.copy(SOURCES.resolve("GrpcServer.java.txt"), directory.resolve("GrpcServer.java"));
        JavaServers.run(List.of("javac", "-proc:none", "-cp", path, "-d", directory.toString(), source.toString()));
        List<String> command = new ArrayList<>(List.of("java", "-cp", path, "GrpcServer"));
        if (hooked) {
            command.add(1, "-javaagent:" + BuiltJavaHook.jar(directory));
        }
        return command;
    }

    /** Makes one request of each kind, and 50 at the same time. Each line has an id and what came back. */
    List<String> answers() throws Exception {
        Process client = new ProcessBuilder(
                        Means.program("python-servers"),
                        SOURCES.resolve("client.py").toString(),
                        port)
                .redirectError(directory.resolve("client").toFile())
                .start();
        List<String> lines =
                new String(client.getInputStream().readAllBytes()).lines().toList();
        assertThat(client.waitFor())
                .as(Files.readString(directory.resolve("client")) + Files.readString(log().toPath()))
                .isZero();
        // The client and the server notice at about the same time that the deadline is over, and describe it
        // differently.
        return lines.stream()
                .map(line -> line.replace("Deadline Exceeded", "Deadline exceeded"))
                .toList();
    }

    /** The begins and ends that the hook has noted, with their ids. */
    List<String> noted() {
        return folder.invocations().stream()
                .map(line -> line.split(" ")[0] + " " + line.split(" ")[1])
                .toList();
    }

    /** How many requests had a caller that is part of a distributed trace. */
    long withParent() {
        return folder.invocations().stream()
                .filter(line -> line.startsWith("end ")
                        && line.contains(" traceparent=00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"))
                .count();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        folder.close();
    }
}
