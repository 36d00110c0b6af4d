package faastrace.agent.hook.server;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import faastrace.agent.Agent;
import faastrace.agent.Processes;
import faastrace.agent.hook.HookFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs servers of real frameworks for Node.js, with the hook and without it. */
@Timeout(120)
class NodeFrameworksIT {
    private static final Path PROGRAM =
            Path.of("src/test/resources/node-frameworks/frameworks.js").toAbsolutePath();
    private static final List<String> FRAMEWORKS =
            List.of("express", "express4", "koa", "fastify", "hapi", "hono", "polka");
    private static final List<String> REQUESTS =
            List.of("ok", "none", "fail", "late", "stream", "head", "length", "cut");

    @TempDir
    Path directory;

    private Process start(String output, Map<String, String> variables) throws Exception {
        String modules = Means.program("node-frameworks") + "/node_modules";
        ProcessBuilder builder = new ProcessBuilder("node", PROGRAM.toString(), modules)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(output).toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("FAAS_TRACE"));
        builder.environment().putAll(variables);
        return builder.start();
    }

    /** The requests include errors, half an answer, an aborted connection, a large body, and 50 at the same time. */
    @Test
    void eachRequestIsTracedOnceAndNoAnswerChanges() throws Exception {
        Means.require("node", "node-frameworks");
        try (HookFolder folder = new HookFolder(directory.resolve("agent"), true)) {
            Path hook = Agent.OVERLAYS.resolve("node-http/faas_trace.js");
            Process traced = start(
                    "traced",
                    Map.of(
                            "FAAS_TRACE_DIR",
                            folder.file("").toString(),
                            "FAAS_TRACE_SAMPLE",
                            "all",
                            "NODE_OPTIONS",
                            "--require " + hook));
            folder.arm(traced.pid());
            assertThat(traced.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(start("plain", Map.of()).waitFor(60, TimeUnit.SECONDS)).isTrue();
            List<String> answers = Files.readAllLines(directory.resolve("plain"));
            assertThat(answers).hasSize(FRAMEWORKS.size() * (REQUESTS.size() + 1));
            assertThat(Files.readAllLines(directory.resolve("traced"))).isEqualTo(answers);

            List<String> expected = new ArrayList<>();
            for (String framework : FRAMEWORKS) {
                Stream.concat(REQUESTS.stream(), IntStream.range(0, 50).mapToObj(i -> "many" + i))
                        .map(request -> framework + "-" + request)
                        .forEach(id -> expected.addAll(List.of("begin " + id, "end " + id)));
            }
            assertThat(Processes.soon(() -> folder.invocations().size() >= expected.size()))
                    .isTrue();
            assertThat(folder.invocations())
                    .extracting(line -> line.split(" ")[0] + " " + line.split(" ")[1])
                    .containsExactlyInAnyOrderElementsOf(expected);
            assertThat(folder.invocations())
                    .filteredOn(line -> line.startsWith("end "))
                    .allMatch(line ->
                            line.contains(" traceparent=00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
        }
    }
}
