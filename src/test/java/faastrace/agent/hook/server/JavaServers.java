package faastrace.agent.hook.server;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.agent.Processes;
import faastrace.agent.hook.HookFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** One JVM with several real servers, with or without the hook. */
final class JavaServers implements AutoCloseable {
    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final Path SOURCES = Path.of("src/test/resources/hooks/servers");
    private static final int AT_ONCE = 20;

    private final Path directory;
    private final HookFolder folder;
    private final Process process;
    private int forgotten;

    JavaServers(Path directory, Path jars, boolean hooked) throws Exception {
        this.directory = Files.createDirectories(directory);
        folder = new HookFolder(directory.resolve("agent"), true);
        String path = directory + ":" + jars + "/*";
        compile(path);
        List<String> command = new ArrayList<>(List.of("java", "-cp", path, "Servers"));
        if (hooked) {
            command.add(1, "-javaagent:" + BuiltJavaHook.jar(directory));
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve("err").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("FAAS_TRACE"));
        builder.environment().put("FAAS_TRACE_SAMPLE", "all");
        builder.environment().put("FAAS_TRACE_HEADER_RATE", "1000");
        builder.environment().put("FAAS_TRACE_DIR", folder.file("").toString());
        process = builder.start();
        folder.arm(process.pid());
        assertThat(Processes.comes(() -> said().contains("ready"))).as(said()).isTrue();
    }

    private void compile(String path) throws Exception {
        List<String> command = new ArrayList<>(List.of("javac", "-proc:none", "-cp", path, "-d", directory.toString()));
        try (Stream<Path> sources = Files.list(SOURCES)) {
            for (Path source : sources.toList()) {
                Path copy = directory.resolve(source.getFileName().toString().replace(".txt", ""));
                command.add(Files.copy(source, copy).toString());
            }
        }
        run(command);
    }

    static void run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(said).isZero();
    }

    private String said() {
        try {
            return Files.readString(directory.resolve("out"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    HookFolder folder() {
        return folder;
    }

    /** Sends one request of each kind, and notes the ids. Returns the answers by id. */
    Map<String, String> requests(String server, List<String> ids) throws Exception {
        Map<String, String> answers = new TreeMap<>();
        String body = "Content-Length: 3000000\r\n\r\n" + "x".repeat(3_000_000);
        String[][] kinds = {
            {"ok", "GET", "/ok", ""},
            {"none", "GET", "/none", ""},
            {"failed", "GET", "/fail", ""},
            {"late", "GET", "/late", ""},
            {"parts", "GET", "/stream", ""},
            {"head", "HEAD", "/ok", ""},
            {"later", "GET", "/async", ""},
            {"large", "POST", "/length", body},
            {"continued", "POST", "/length", "Expect: 100-continue\r\nContent-Length: 2\r\n\r\nab"}
        };
        for (String[] kind : kinds) {
            ids.add(kind[0]);
            answers.put(kind[0], stable(answer(server, kind[1], kind[2], kind[0], kind[3])));
        }
        answers.put("pipelined", stable(pipelined(server, ids)));
        gone(server, ids);
        atOnce(server, ids, answers);
        return answers;
    }

    /** Times and traces of stacks differ in each run. The hook's own methods are in the traces. */
    private static String stable(String answer) {
        return answer.replaceAll("(?m)^(Date|Content-Length): .*\r\n|^\\s*at .*\n|^Caused by.*\n|\\$faastrace", "")
                .replaceAll("(?s)<pre>.*?</pre>|\\.\\.\\. \\d+ more", "");
    }

    private String pipelined(String server, List<String> ids) throws Exception {
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < 3; i++) {
            ids.add("line-" + i);
            String end = i == 2 ? "Connection: close\r\n\r\n" : "\r\n";
            requests.append("GET /ok HTTP/1.1\r\nHost: x\r\nX-Call-Id: line-" + i + "\r\n" + end);
        }
        return exchange(server, requests.toString());
    }

    /** The client closes the connection before the answer. */
    private void gone(String server, List<String> ids) throws Exception {
        ids.add("gone");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(server))) {
            socket.getOutputStream().write(request("GET", "/slow", "gone", "").getBytes());
            Thread.sleep(10);
            socket.setSoLinger(true, 0);
        }
    }

    private void atOnce(String server, List<String> ids, Map<String, String> answers) {
        List<CompletableFuture<String>> all = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            String id = "many-" + i;
            ids.add(id);
            all.add(CompletableFuture.supplyAsync(() -> {
                try {
                    return answer(server, "GET", "/slow", id, "");
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        for (int i = 0; i < AT_ONCE; i++) {
            answers.put("many-" + i, stable(all.get(i).join()));
        }
    }

    /** The whole response as text. More headers, and a body after an empty line, can be given. */
    String answer(String server, String method, String path, String id, String more) throws Exception {
        return exchange(server, request(method, path, id, more));
    }

    private static String request(String method, String path, String id, String more) {
        String head = method + " " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Call-Id: " + id + "\r\n"
                + "Traceparent: " + PARENT + "\r\n";
        return head + (more.contains("\r\n\r\n") ? more : more + "\r\n");
    }

    private String exchange(String server, String request) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(server))) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private int port(String server) {
        String line = said().lines()
                .filter(each -> each.startsWith(server + " "))
                .findFirst()
                .orElseThrow();
        return Integer.parseInt(line.substring(server.length() + 1));
    }

    private List<String> lines(String word) {
        return folder.invocations().stream()
                .skip(forgotten)
                .filter(line -> line.startsWith(word))
                .toList();
    }

    List<String> begun() {
        return lines("begin ").stream().map(line -> line.split(" ")[1]).toList();
    }

    /** The ends of requests with a caller that is part of a distributed trace. */
    List<String> endedWithParent() {
        return lines("end ").stream()
                .filter(line -> line.matches(".* traceparent=" + PARENT + "( demand=1)?"))
                .map(line -> line.split(" ")[1])
                .toList();
    }

    List<String> ended() {
        return lines("end ").stream().map(line -> line.split(" ")[1]).toList();
    }

    /** The end line of a request. */
    String end(String id) {
        return lines("end " + id + " ").get(0);
    }

    /** Forgets all lines so far. */
    void forget() throws Exception {
        Processes.soon(() -> begun().size() == ended().size());
        forgotten = folder.invocations().size();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        folder.close();
    }
}
