package faastrace.agent.hook;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import faastrace.agent.Agent;
import faastrace.agent.Processes;
import faastrace.agent.TraceSink;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Traces servers that serve requests in several processes. */
@Timeout(120)
class WorkersIT extends HookFixture {
    private static final Pattern HEAD = Pattern.compile("(?m)^# faas-trace invocation id=(\\S+) .* pid=(\\d+) ");
    private static final int REQUESTS = 24;
    private static final String CRASH = "crash";

    private Agent agent(TraceSink sink, String command, boolean preload) throws Exception {
        Map<String, String> settings = new HashMap<>(
                Map.of("mode", "http", "fprocess", command, "FAAS_TRACE_URL", sink.url(), "FAAS_TRACE_SAMPLE", "all"));
        if (preload) {
            settings.put("preload", "1");
        }
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
    @CsvSource({
        "python3 server.py, faas_trace.py, workers.py, false",
        "python3 server.py, faas_trace.py, workers.py, true",
        "node server.js, faas_trace.js, cluster.js, false"
    })
    void theRequestsOfAllWorkersAreTraced(String command, String hook, String server, boolean preload)
            throws Exception {
        Means.require("perf", "curl", command.split(" ")[0]);
        copy(hook, server, command.split(" ")[1]);
        try (TraceSink sink = new TraceSink();
                Agent agent = agent(sink, command, preload).armed()) {
            Map<String, String> served = call(agent, "first");
            served.putAll(call(agent, "second"));
            agent.stop();
            assertThat(served.values().stream().distinct().count()).isEqualTo(3);
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
                Agent agent = agent(sink, "python3 server.py", false).armed()) {
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
