package faastrace.agent.hook.server;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import faastrace.agent.Agent;
import faastrace.agent.GoCopy;
import faastrace.agent.Processes;
import faastrace.agent.TraceSink;
import faastrace.agent.hook.HookFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs servers of net/http with the hook and without it, and puts the hook into a copy of net/http. */
@Timeout(240)
class GoServersIT {
    private static final String HOOK = Agent.OVERLAYS.resolve("go-http/hook.sh").toString();
    private static final Path PROGRAM = Path.of("src/test/resources/hooks/net-http.go.txt");

    @TempDir
    Path directory;

    @Test
    void eachRequestIsTracedOnceAndNoAnswerChanges() throws Exception {
        Means.require("go");
        Files.copy(PROGRAM, directory.resolve("main.go"));
        Files.writeString(directory.resolve("go.mod"), "module handler\n\ngo 1.16\n");
        assertThat(run(Map.of(), "go", "build", "-o", "plain", ".")).isEmpty();
        assertThat(run(Map.of(), "sh", HOOK, "run", "go", "build", "-o", "hooked", "."))
                .isEmpty();
        String port = String.valueOf(freePort());
        String answers = run(Map.of("port", port), "./plain");
        assertThat(answers).contains("200 OK", "404 Not Found", "500 Internal", "hello HTTP/2.0");

        List<String> ids = new ArrayList<>(
                List.of("ok", "none", "fail", "panic", "late", "abort", "stream", "head", "body", "gone", "upgrade"));
        ids.add("next");
        IntStream.range(0, 50).forEach(i -> ids.add("many" + i));
        String upstream = "http://127.0.0.1:" + port;
        assertThat(traced(answers, Map.of("port", port, "upstream_url", upstream)))
                .containsExactlyInAnyOrderElementsOf(ids);
        ids.addAll(List.of("metrics", "http2"));
        assertThat(traced(answers, Map.of("port", port))).containsExactlyInAnyOrderElementsOf(ids);
    }

    /** Runs the server and its requests, and returns the ids of the traced ones. */
    private List<String> traced(String answers, Map<String, String> variables) throws Exception {
        Path agent = Files.createTempDirectory(directory, "agent").resolve("files");
        try (HookFolder folder = new HookFolder(agent, true)) {
            Map<String, String> all = new HashMap<>(variables);
            all.putAll(Map.of("FAAS_TRACE_DIR", folder.file("").toString(), "FAAS_TRACE_SAMPLE", "all"));
            Process server = start(all, "./hooked");
            folder.arm(server.pid());
            assertThat(output(server)).isEqualTo(answers);
            List<String> lines = folder.invocations();
            assertThat(lines.stream().filter(line -> line.startsWith("begin "))).hasSize(lines.size() / 2);
            assertThat(lines.stream().map(line -> line.substring(0, line.indexOf(' ', 6))))
                    .as("the connection is still open, but belongs to no request any more")
                    .containsSubsequence("end upgrade", "begin next");
            assertThat(lines)
                    .filteredOn(line -> line.startsWith("end next "))
                    .singleElement()
                    .asString()
                    .contains(" - 0 0 ");
            return lines.stream()
                    .filter(line -> line.startsWith("end "))
                    .map(line -> line.split(" ")[1])
                    .toList();
        }
    }

    @Test
    void goIsChangedOnceAndBuildsServersWithTheHook() throws Exception {
        Map<String, String> go = copyOfGo();
        Path server = Path.of(go.get("GOROOT"), "src/net/http/server.go");
        long lines = Files.readString(server).lines().count();
        assertThat(run(go, "sh", HOOK, "change")).isEmpty();
        String changed = Files.readString(server);
        assertThat(changed.lines()).hasSize((int) lines);
        assertThat(run(go, "sh", HOOK, "change")).isEmpty();
        assertThat(server).hasContent(changed);
        assertThat(run(go, "go", "list", "-f", "{{.GoFiles}}", "net/http")).contains("faas_trace_linux.go");
        go.put("GOOS", "windows");
        assertThat(run(go, "go", "list", "-f", "{{.GoFiles}}", "net/http"))
                .contains("faas_trace_other.go")
                .doesNotContain("linux");
    }

    @Test
    void aGoThatIsNotAsExpectedStaysAsItIs() throws Exception {
        Map<String, String> go = copyOfGo();
        Path http = Path.of(go.get("GOROOT"), "src/net/http");
        Path server = http.resolve("server.go");
        String original = Files.readString(server);
        String line = "\n\thandler.ServeHTTP(rw, req)\n";
        assertThat(original).containsOnlyOnce(line);
        for (String other : List.of(
                original.replace(line, line + line),
                original.replace(line, "\n\thandler.ServeHTTP(rw, req) \n"),
                original + "\nvar faasFunction int\n", // the hook can't be compiled
                "")) {
            Files.writeString(server, other);
            List<Path> files = GoCopy.files(http);
            assertThat(run(go, "sh", HOOK, "change"))
                    .startsWith("faas-trace: WARNING: this build has no hook in net/http: ")
                    .hasLineCount(1);
            assertThat(server).hasContent(other);
            assertThat(GoCopy.files(http)).isEqualTo(files);
        }
        go.put("GOROOT", "/nowhere");
        assertThat(run(go, "sh", HOOK, "change"))
                .startsWith("faas-trace: WARNING: ")
                .hasLineCount(1);
    }

    @Test
    void aProgramWithoutTheHookIsTracedInWindows() throws Exception {
        Means.require("perf", "curl", "go");
        Path runtime = Files.createDirectory(directory.resolve("runtime.d"));
        Files.copy(Agent.OVERLAYS.resolve("go-http/go.sh"), runtime.resolve("go.sh"));
        Files.copy(Agent.RESOURCES.resolve("server.go.txt"), directory.resolve("main.go"));
        Files.writeString(directory.resolve("go.mod"), "module handler\n\ngo 1.16\n");
        assertThat(run(Map.of(), "go", "build", "-ldflags=-s", "-o", "server", "."))
                .isEmpty();
        try (TraceSink sink = new TraceSink()) {
            Map<String, String> settings = new HashMap<>(Map.of("mode", "http", "fprocess", "./server"));
            settings.putAll(Map.of("FAAS_TRACE_SAMPLE", "all", "FAAS_TRACE_WINDOW", "1"));
            settings.putAll(Map.of("FAAS_TRACE_RUNTIME_DIR", runtime.toString(), "FAAS_TRACE_URL", sink.url()));
            try (Agent agent = new Agent(directory, "sh", settings, "sh", "-c", "exec $fprocess")) {
                assertThat(Processes.comes(() -> {
                            agent.callQuietly("a");
                            return !sink.texts().isEmpty();
                        }))
                        .isTrue();
                assertThat(sink.ids()).isEmpty();
                assertThat(agent.log())
                        .contains("tracing whole windows, not single invocations: ./server was built without the hook");
            }
        }
    }

    /** The environment for a copy of this machine's Go. */
    private Map<String, String> copyOfGo() throws Exception {
        Means.require("go");
        Path copy = directory.resolve("go");
        GoCopy.make(Path.of(run(Map.of(), "go", "env", "GOROOT").strip()), copy);
        return new HashMap<>(Map.of("GOROOT", copy.toString(), "GOTOOLCHAIN", "local", "CGO_ENABLED", "0"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Process start(Map<String, String> variables, String... command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("FAAS_TRACE"));
        builder.environment().putAll(variables);
        return builder.start();
    }

    private static String output(Process process) throws Exception {
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    private String run(Map<String, String> variables, String... command) throws Exception {
        return output(start(variables, command));
    }
}
