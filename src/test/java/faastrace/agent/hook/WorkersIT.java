package faastrace.agent.hook;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import faastrace.agent.Agent;
import faastrace.agent.Processes;
import faastrace.agent.TraceSink;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Traces servers that serve requests in several processes. */
@Timeout(120)
class WorkersIT extends HookFixture {
    private static final Pattern HEAD = Pattern.compile("(?m)^# faas-trace invocation id=(\\S+) .* pid=(\\d+) ");
    private static final int REQUESTS = 24;
    private static final String CRASH = "crash";

    private Agent agent(TraceSink sink, String command, Map<String, String> more) throws Exception {
        Map<String, String> settings = new HashMap<>(
                Map.of("mode", "http", "fprocess", command, "FAAS_TRACE_URL", sink.url(), "FAAS_TRACE_SAMPLE", "all"));
        settings.putAll(more);
        return new Agent(directory, "sh", settings, "sh", "-c", "exec $fprocess");
    }

    /** Makes requests, several at a time, and returns which process served each of them. */
    private static Map<String, String> call(Agent agent, String prefix) throws Exception {
        Map<String, CompletableFuture<String>> answers = new HashMap<>();
        for (int i = 0; i < REQUESTS; i++) {
            String id = prefix + "-" + i;
            answers.put(id, CompletableFuture.supplyAsync(() -> served(agent, id)));
        }
        Map<String, String> processes = new HashMap<>();
        for (Map.Entry<String, CompletableFuture<String>> answer : answers.entrySet()) {
            processes.put(answer.getKey(), answer.getValue().get());
        }
        return processes;
    }

    private static String served(Agent agent, String id) {
        try {
            return agent.call(id).body();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static long processes(Map<String, String> served) {
        return served.values().stream().distinct().count();
    }

    /** The process of each invocation in the traces. */
    private static Map<String, String> traced(TraceSink sink) {
        Map<String, String> processes = new HashMap<>();
        for (String text : sink.texts()) {
            Matcher head = HEAD.matcher(text);
            while (head.find()) {
                assertThat(processes.put(head.group(1), head.group(2)) == null
                                || head.group(1).equals(CRASH))
                        .as(head.group())
                        .isTrue();
            }
        }
        return processes;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theRequestsOfAllWorkersAreTraced(boolean preload) throws Exception {
        Means.require("perf", "curl", "python3");
        copy("faas_trace.py", "workers.py", "server.py");
        theRequestsOfThreeProcessesAreTraced("python3 server.py", preload ? Map.of("preload", "1") : Map.of());
    }

    /** Between the function's first process and the workers, there are a shell and the primary process of the cluster. */
    @Test
    void theRequestsOfANodeClusterBehindNpmAreTraced() throws Exception {
        Means.require("perf", "curl", "node", "npm");
        for (String file : List.of("node-http/faas_trace.js", "node-runtime/node.sh")) {
            Path folder = directory.resolve(file.endsWith(".sh") ? "runtime.d" : "node");
            Files.createDirectories(folder);
            Files.copy(Agent.OVERLAYS.resolve(file), folder.resolve(file.substring(file.indexOf('/') + 1)));
        }
        Files.copy(Path.of("src/test/resources/node/cluster.js"), directory.resolve("cluster.js"));
        Files.writeString(directory.resolve("package.json"), "{\"scripts\": {\"start\": \"node cluster.js\"}}");
        theRequestsOfThreeProcessesAreTraced(
                "npm start --silent",
                Map.of("FAAS_TRACE_RUNTIME_DIR", directory.resolve("runtime.d").toString()));
    }

    private void theRequestsOfThreeProcessesAreTraced(String command, Map<String, String> more) throws Exception {
        try (TraceSink sink = new TraceSink();
                Agent agent = agent(sink, command, more).armed()) {
            Map<String, String> served = call(agent, "first");
            // On a busy machine, the last worker may start late.
            for (int i = 0; i == 0 || (i < 20 && processes(served) < 3); i++) {
                served.putAll(call(agent, "again-" + i));
            }
            // When the function stops, the agent waits only a few seconds for the last recording.
            Processes.comes(() -> sink.ids().containsAll(served.keySet()));
            agent.stop();
            assertThat(processes(served)).isEqualTo(3);
            assertThat(traced(sink)).as(agent.log()).isEqualTo(served);
            for (String process : served.values()) {
                assertThat(sink.stacks()).anyMatch(stack -> stack.contains(" " + process + "/"));
            }
        }
    }

    /** The worker that ends writes no end line, but the server continues. */
    @Test
    void theRequestsOfAWorkerThatEndsAndOfItsSuccessorAreTraced() throws Exception {
        Means.require("perf", "curl", "python3");
        copy("faas_trace.py", "workers.py", "server.py");
        try (TraceSink sink = new TraceSink();
                Agent agent = agent(sink, "python3 server.py", Map.of()).armed()) {
            Map<String, String> served = call(agent, "before");
            agent.callQuietly(CRASH); // the client may repeat it
            Processes.soon(() -> sink.ids().contains(CRASH));
            served.putAll(call(agent, "after"));
            agent.stop();
            Map<String, String> traced = traced(sink);
            traced.remove(CRASH);
            assertThat(traced).as(agent.log()).isEqualTo(served);
            assertThat(served.values().stream().distinct().count()).isGreaterThan(3);
        }
    }
}
