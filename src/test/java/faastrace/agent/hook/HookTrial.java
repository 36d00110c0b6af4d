package faastrace.agent.hook;

import faastrace.agent.Processes;
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
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Runs one case of the table with a server that has a hook. */
final class HookTrial implements AutoCloseable {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<CompletableFuture<Void>> held = new ArrayList<>();
    private final Set<String> holding = ConcurrentHashMap.newKeySet();
    private final List<String> named = Collections.synchronizedList(new ArrayList<>());
    private final HookCase wanted;
    private final Path directory;
    private final HookFolder folder;
    private final Process process;
    private final int port = freePort();
    private final long started = System.nanoTime();

    HookTrial(HookCase wanted, List<String> command, Path directory) throws Exception {
        this.directory = directory;
        folder = new HookFolder(directory.resolve("agent"), !wanted.agent().equals("absent"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("FAAS_TRACE"));
        builder.environment().put("port", "" + port);
        builder.environment().put("FAAS_TRACE_DIR", folder.file("").toString());
        builder.environment().putAll(wanted.settings());
        if (wanted.agent().equals("refused")) {
            folder.refuse();
        }
        process = builder.start();
        this.wanted = wanted;
    }

    /** Runs all steps of the case. */
    void run() throws Exception {
        boolean present = !wanted.agent().equals("absent");
        if (present && !Processes.comes(() -> !folder.events().isEmpty())) {
            throw new IOException("the hook says nothing: " + Files.readString(directory.resolve("out")));
        }
        switch (wanted.agent()) {
            case "armed" -> folder.arm(process.pid());
            case "another" -> folder.arm(1);
            case "worker" -> {
                folder.arm(1);
                folder.follow(process.pid());
            }
            default -> {}
        }
        for (String step : wanted.calls()) {
            act(step);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    HookFolder folder() {
        return folder;
    }

    long pid() {
        return process.pid();
    }

    long started() {
        return started;
    }

    /** The trace ids in the headers of the responses. */
    List<String> named() {
        return List.copyOf(named);
    }

    void act(String step) throws Exception {
        String[] words = step.split(" ");
        switch (words[0]) {
            case "arm" -> folder.arm(process.pid());
            case "take" -> folder.take();
            case "patience" -> Thread.sleep(1100);
            case "hold", "hold-ask" -> hold(words[0], words[1]);
            case "release" -> release();
            case "throttled_usec", "throttled_time" -> folder.throttled(step);
            default -> {
                call(words[0], words.length > 1 ? words[1] : null, words.length > 2 ? words[2] : null);
                allHaveEnded();
            }
        }
    }

    private void hold(String kind, String id) throws Exception {
        Path seen = directory.resolve("held");
        holding.add(id);
        held.add(CompletableFuture.runAsync(() -> quietly(kind, id)));
        // The server creates this file while it handles the request. Once the file exists, the request is running.
        if (!Processes.comes(() -> Files.exists(seen))) {
            throw new IOException("the held call does not arrive");
        }
    }

    private void quietly(String kind, String id) {
        try {
            call(kind, id, null);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void release() throws Exception {
        Files.createFile(directory.resolve("release"));
        for (CompletableFuture<Void> call : held) {
            call.get(20, TimeUnit.SECONDS);
        }
        holding.clear();
        allHaveEnded();
    }

    private void call(String kind, String id, String parent) throws Exception {
        String work = kind.replace("-ask", "");
        URI address = URI.create("http://127.0.0.1:" + port + "/?n=" + work);
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .POST(HttpRequest.BodyPublishers.noBody()) // Java would repeat a failed GET
                .timeout(Duration.ofSeconds(20));
        if (id != null) {
            request.header("X-Call-Id", id);
        }
        if (parent != null) {
            request.header("traceparent", parent);
        }
        if (kind.endsWith("ask")) {
            request.header("X-Faas-Trace", "1");
        }
        try {
            answer(request.build()).headers().firstValue("X-Faas-Trace-Id").ifPresent(named::add);
        } catch (IOException e) {
            if (!work.equals("fail")) {
                throw new IOException(Files.readString(directory.resolve("out")), e);
            }
        }
    }

    private HttpResponse<String> answer(HttpRequest request) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            try {
                return client.send(request, HttpResponse.BodyHandlers.ofString());
            } catch (ConnectException e) {
                if (System.nanoTime() > end || !process.isAlive()) {
                    throw e;
                }
                Thread.sleep(20);
            }
        }
    }

    /**
     * Waits until the hook has noticed that all requests have ended, except held requests. A response may arrive before
     * the hook notices that the response was sent.
     */
    private void allHaveEnded() throws Exception {
        Thread.sleep(60);
        Processes.soon(() -> holding.containsAll(underWay()));
    }

    private Set<String> underWay() {
        Set<String> ids = ids("begin ");
        ids.removeAll(ids("end "));
        return ids;
    }

    private Set<String> ids(String word) {
        return folder.invocations().stream()
                .filter(line -> line.startsWith(word))
                .map(line -> line.split(" ")[1])
                .collect(Collectors.toSet());
    }

    @Override
    public void close() throws IOException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        folder.close();
    }
}
