package faastrace.agent.hook.server;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import faastrace.agent.Agent;
import faastrace.agent.Processes;
import faastrace.agent.hook.HookFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Loads the hook for Node.js as an image does: through NODE_OPTIONS, which the runtime's fragment sets. */
@Timeout(60)
class NodeOptionsIT {
    private static final Path SERVERS = Path.of("src/test/resources/node").toAbsolutePath();
    private static final String NAMES = "--perf-basic-prof-only-functions --interpreted-frames-native-stack";
    private static final String REFUSED = "faas-trace: not tracing: the hook can't be put into Node.js";

    /** Prints what the fragment does. */
    private static final String SOURCE = "traced() { echo \"$1=$2\"; }; note() { echo \"note: $1\"; }; . \"$fragment\"";

    @TempDir
    Path directory;

    private Path hook;
    private Path fragment;

    @BeforeEach
    void layFilesOutAsInAnImage() throws IOException {
        Means.require("node");
        hook = Files.createDirectories(directory.resolve("node")).resolve("faas_trace.js");
        fragment = Files.createDirectories(directory.resolve("runtime.d")).resolve("node.sh");
        Files.copy(Agent.OVERLAYS.resolve("node-http/faas_trace.js"), hook);
        Files.copy(Agent.OVERLAYS.resolve("node-runtime/node.sh"), fragment);
    }

    private List<String> run(Map<String, String> more, String... command) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("FAAS_TRACE") || name.equals("NODE_OPTIONS"));
        builder.environment().putAll(Map.of("fragment", fragment.toString(), "by_fork", "", "windows", ""));
        builder.environment().putAll(more);
        Process process = builder.start();
        List<String> said =
                new String(process.getInputStream().readAllBytes()).lines().toList();
        assertThat(process.waitFor()).as(said.toString()).isZero();
        return said;
    }

    private String loads() {
        return "--require " + hook;
    }

    @Test
    void theOptionsOfTheImageAreKept() throws Exception {
        assertThat(run(Map.of(), "sh", "-c", SOURCE)).containsExactly("NODE_OPTIONS=" + NAMES + " " + loads());
        String own = "--title \"a b\" --max-old-space-size=64";
        assertThat(run(Map.of("NODE_OPTIONS", own), "sh", "-c", SOURCE))
                .containsExactly("NODE_OPTIONS=" + own + " " + NAMES + " " + loads());
    }

    @Test
    void onlyAProcessThatServesRequestsGetsTheHook() throws Exception {
        for (Map<String, String> other : List.of(Map.of("by_fork", "1"), Map.of("windows", "own"))) {
            assertThat(run(other, "sh", "-c", SOURCE)).containsExactly("NODE_OPTIONS=" + NAMES);
        }
        Files.delete(hook);
        assertThat(run(Map.of(), "sh", "-c", SOURCE)).containsExactly("NODE_OPTIONS=" + NAMES);
    }

    @Test
    void whatWorksIsFoundOutWhenTheImageIsBuilt() throws Exception {
        run(Map.of(), "sh", fragment.toString(), "settle");
        Path options = fragment.resolveSibling("node.options");
        assertThat(options).hasContent(NAMES + "\n" + loads());
        Files.writeString(options, loads() + "\n");
        List<String> said = run(Map.of(), "sh", "-c", SOURCE);
        assertThat(said.get(0)).startsWith("note: native frames only");
        assertThat(said.get(1)).isEqualTo("NODE_OPTIONS=" + loads());
    }

    @Test
    void aHookThatCannotBeLoadedDoesNotKeepTheFunctionFromStarting() throws Exception {
        Map<String, String> confined = Map.of("fprocess", "node --permission --allow-fs-read=/app server.js");
        List<String> said = run(confined, "sh", "-c", SOURCE);
        assertThat(said.get(0)).startsWith("faas-trace: not tracing: with --permission");
        assertThat(said.get(1)).isEqualTo("NODE_OPTIONS=" + NAMES);
        Files.writeString(hook, "a ??? b");
        said = run(Map.of(), "sh", "-c", SOURCE);
        assertThat(said.get(0)).startsWith(REFUSED);
        assertThat(said.get(1)).isEqualTo("NODE_OPTIONS=" + NAMES);
        Files.createDirectory(directory.resolve("empty"));
        said = run(Map.of("PATH", directory.resolve("empty").toString()), "/bin/sh", "-c", SOURCE);
        assertThat(said).anyMatch(line -> line.startsWith(REFUSED)).noneMatch(line -> line.contains("NODE_OPTIONS"));
    }

    /** Each request is traced exactly once, and child processes that are started later get only the function's options. */
    @Test
    void eachKindOfServerIsTraced() throws Exception {
        try (HookFolder folder = new HookFolder(directory.resolve("agent"), true)) {
            Path out = directory.resolve("out");
            ProcessBuilder builder = new ProcessBuilder(
                            "node", SERVERS.resolve("styles.mjs").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("FAAS_TRACE"));
            builder.environment().put("FAAS_TRACE_DIR", folder.file("").toString());
            builder.environment().put("FAAS_TRACE_SAMPLE", "all");
            builder.environment().put("NODE_OPTIONS", "--no-deprecation " + loads());
            Process process = builder.start();
            folder.arm(process.pid());
            assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readAllLines(out))
                    .containsExactly(
                            "before: true",
                            "plain: 200 plain",
                            "head: 200 ",
                            "after: --no-deprecation",
                            "replaced: 404 replaced",
                            "delegated: 404 replaced",
                            "continued: 200 continued",
                            "domain: 200 true",
                            "stream: 200 stream",
                            "asked: 200 stream asked",
                            "compatible: 200 compatible",
                            "upgrade: HTTP/1.1 101 Switching Protocols",
                            "connect: HTTP/1.1 200 OK",
                            "last: 404 replaced");
            List<String> expected = new ArrayList<>();
            for (String id : List.of("plain", "head", "replaced", "delegated", "continued", "domain", "stream")) {
                expected.addAll(List.of("begin " + id, "end " + id));
            }
            for (String id : List.of("asked", "compatible", "upgrade", "connect", "last")) {
                expected.addAll(List.of("begin " + id, "end " + id));
            }
            assertThat(folder.invocations())
                    .extracting(line -> line.split(" ")[0] + " " + line.split(" ")[1])
                    .containsExactlyElementsOf(expected);
            assertThat(folder.invocations())
                    .filteredOn(line -> line.startsWith("end "))
                    .allMatch(NodeOptionsIT::alone);
        }
    }

    private static boolean alone(String end) {
        return end.split(" ")[6].equals("0");
    }

    /** A process that is no server must not say hello, because the agent would take it for the function. */
    @Test
    void aProcessThatIsNoServerSaysNothing() throws Exception {
        try (HookFolder folder = new HookFolder(directory.resolve("agent"), true)) {
            String program = "require('net').createServer(() => {}).listen(0, function () { this.close() })";
            Map<String, String> variables =
                    Map.of("FAAS_TRACE_DIR", folder.file("").toString(), "NODE_OPTIONS", loads());
            assertThat(run(variables, "node", "-e", program)).isEmpty();
            assertThat(Processes.with("FAAS_TRACE_DIR=" + folder.file(""))).isEmpty();
            assertThat(folder.events()).isEmpty();
            run(variables, "node", "-e", program.replace("'net'", "'http'"));
            assertThat(folder.events()).singleElement().asString().startsWith("hello ");
        }
    }
}
