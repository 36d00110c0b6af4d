package faastrace.agent.hook.server;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Dotnet;
import faastrace.Means;
import faastrace.agent.Agent;
import faastrace.agent.TraceSink;
import faastrace.overlay.Overlays;
import faastrace.rewrite.Rewriter;
import faastrace.template.Template;
import faastrace.template.TemplateFile;
import faastrace.template.TemplateOnDisk;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compiles the C# hook with the real compiler, and runs it under the agent in servers of the real ASP.NET Core. */
@Timeout(180)
class AspNetIT {
    private static final int MANY = 50;
    private static final List<String> SINGLE =
            List.of("hello", "missing", "fail", "late", "stream", "abort", "completed", "head", "echo");
    private static final Pattern WORKED = Pattern.compile("(\\d{6,}) (\\d{6,}) True");

    @TempDir
    static Path built;

    @TempDir
    Path directory;

    private static Dotnet dotnet;
    private static String warnings;

    /** Compiles the same function without and with the hook, and what the other tests need. */
    @BeforeAll
    static void compile() throws Exception {
        dotnet = new Dotnet();
        Path styles = Dotnet.RESOURCES.resolve("Styles.cs");
        dotnet.add(folder("plain").resolve("styles.dll"), List.of(styles));
        dotnet.add(folder("hooked").resolve("styles.dll"), List.of(styles, Dotnet.HOOK), Dotnet.RECENT);
        List<Path> sources = patchedTemplate();
        String[] strict = {Dotnet.RECENT, "-warnaserror", "-warn:9", "-nullable:enable", "-checked"};
        dotnet.add(folder("template").resolve("root.dll"), sources, strict);
        warnings = dotnet.compile();
    }

    private static Path folder(String name) throws IOException {
        return Files.createDirectories(built.resolve(name));
    }

    /** The C# files of a patched template, and what the SDK adds to each project. */
    private static List<Path> patchedTemplate() throws IOException {
        Rewriter rewriter = new Rewriter(Overlays.builtIn(), Map.of("url", "http://c", "sudo", "on"), Map.of());
        Template before = TemplateOnDisk.read(Path.of("src/test/resources/patches/dotnet-entrypoint/before"), "x");
        List<Path> sources = new ArrayList<>();
        for (TemplateFile file : rewriter.rewrite("x", before).traced().files().values()) {
            if (file.path().endsWith(".cs")) {
                Path path = folder("sources/" + file.path()).resolve("source.cs");
                sources.add(Files.write(path, file.bytes()));
            }
        }
        assertThat(sources).anyMatch(path -> path.toString().contains("FaasTrace.cs"));
        sources.add(Dotnet.RESOURCES.resolve("ImplicitUsings.cs"));
        return sources;
    }

    @Test
    void theHookCompilesWithoutWarningsInEachProject() {
        assertThat(warnings).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"minimal", "slim", "empty", "mvc", "webhost", "renamed"})
    void eachRequestIsTracedAndAnsweredAsBefore(String style) throws Exception {
        Means.require("perf", "curl");
        List<String> before = plain(style);
        try (TraceSink sink = new TraceSink()) {
            int port = freePort();
            RawClient client = new RawClient(port);
            List<String> ids = new ArrayList<>(SINGLE);
            try (Agent agent = agent(style, port, sink).armed()) {
                client.await();
                assertThat(responses(client)).isEqualTo(before);
                String worked;
                try (Socket socket = client.upgrade("/socket", "socket")) {
                    worked = client.get("/work?ms=300", "work");
                    assertThat(socket.isConnected()).isTrue();
                }
                client.leave("/stream", "left");
                assertThat(client.get("/child", "child")).doesNotContain("PerfMap", "WriteXor", "HOSTINGSTARTUP");
                assertThat(agent.stop()).isZero();
                assertThat(agent.log()).isEmpty();
                checkWork(worked, sink);
            }
            ids.addAll(List.of("left", "socket", "work", "child"));
            for (int i = 0; i < MANY; i++) {
                ids.add("many" + i);
            }
            assertThat(sink.ids()).containsExactlyInAnyOrderElementsOf(ids);
            double[] completed = bounds("completed", sink);
            assertThat(completed[1] - completed[0])
                    .as("the work after the response")
                    .isGreaterThan(0.05);
        }
    }

    /** The WebSocket was still open when this request ran. But its own invocation had ended at the handshake. */
    private static void checkWork(String worked, TraceSink sink) {
        Matcher clock = WORKED.matcher(worked);
        assertThat(clock.find()).as(worked).isTrue();
        double[] bounds = bounds("work", sink);
        assertThat(bounds[0]).isLessThan(Long.parseLong(clock.group(1)) / 1e9);
        assertThat(bounds[1]).isGreaterThan(Long.parseLong(clock.group(2)) / 1e9);
        assertThat(bounds("socket", sink)[1]).isLessThan(bounds[0]);
        assertThat(sink.texts()).anyMatch(text -> text.matches("(?s).*invocation id=work [^\n]*overlap=0 .*"));
        assertThat(sink.stacks()).anyMatch(stack -> stack.contains("Answers::Compute"));
    }

    private static double[] bounds(String id, TraceSink sink) {
        Pattern line = Pattern.compile("invocation id=" + id + " start=(\\S+) end=(\\S+) ");
        Matcher found = line.matcher(String.join("\n", sink.texts()));
        assertThat(found.find()).as(id).isTrue();
        return new double[] {Double.parseDouble(found.group(1)), Double.parseDouble(found.group(2))};
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Agent agent(String style, int port, TraceSink sink) throws IOException {
        String program = built.resolve("hooked/styles.dll").toString();
        Map<String, String> settings = Map.of(
                "mode",
                "http",
                "port",
                "" + port,
                "FAAS_TRACE_URL",
                sink.url(),
                "FAAS_TRACE_SAMPLE",
                "all",
                "FAAS_TRACE_FREQUENCY",
                "999",
                "FAAS_TRACE_RUNTIME_DIR",
                Agent.OVERLAYS.resolve("dotnet-runtime").toString(),
                "fprocess",
                String.join(" ", dotnet.command(program, style)));
        return new Agent(directory, "sh", settings, "sh", "-c", "exec $fprocess");
    }

    /** The responses of the function without the hook. */
    private List<String> plain(String style) throws Exception {
        int port = freePort();
        List<String> command = dotnet.command(built.resolve("plain/styles.dll").toString(), style);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(directory.resolve("plain").toFile())
                .environment()
                .put("port", "" + port);
        Process process = builder.start();
        try {
            RawClient client = new RawClient(port);
            client.await();
            return responses(client);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static List<String> responses(RawClient client) throws IOException {
        List<String> responses = new ArrayList<>();
        for (String id : SINGLE) {
            responses.add(
                    switch (id) {
                        case "head" -> client.send("HEAD", "/hello?n=1", id, new byte[0]);
                        case "echo" ->
                            client.send(
                                    "POST",
                                    "/echo",
                                    id,
                                    "0123456789abcdef".repeat(200_000).getBytes());
                        default -> client.get("/" + id + "?n=1", id);
                    });
        }
        responses.addAll(client.many(MANY, "/hello?n=", "many"));
        return responses;
    }
}
