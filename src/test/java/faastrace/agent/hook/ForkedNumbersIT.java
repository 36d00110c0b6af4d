package faastrace.agent.hook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import faastrace.agent.Agent;
import faastrace.agent.Processes;
import faastrace.agent.TraceSink;
import faastrace.trace.Invocation;
import faastrace.trace.read.TraceReader;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Starts a process for each request, and compares the request's numbers with what the process itself measures. The
 * process computes for about 30 ms, partly in a child process, and sleeps for 50 ms.
 */
@Timeout(180)
class ForkedNumbersIT {
    private static final long SLEEP = 50_000_000;

    /** The process measures itself before it ends, so its own number does not include its end. */
    private static final long TOLERANCE = 3_000_000;

    /** Another program may get the processor between the two measurements, so only one of these requests must agree. */
    private static final int ATTEMPTS = 10;

    @TempDir
    Path directory;

    @Test
    void theNumbersAgreeWithTheProcess() throws Exception {
        try (TraceSink sink = new TraceSink();
                Agent agent = agent(sink)) {
            agrees(sink, agent, 0);
        }
    }

    /** With a fifth of a processor, the process is interrupted whenever it has computed for 20 ms. */
    @Test
    void theNumbersAgreeWithTheProcessUnderAProcessorLimit() throws Exception {
        try (CpuLimit limit = new CpuLimit();
                TraceSink sink = new TraceSink();
                Agent agent = agent(sink)) {
            agent.call("first"); // after this, the watchdog is running
            List<String> watchdogs = Processes.with("TMPDIR=" + directory).stream()
                    .filter(process -> process.matches("\\d+ /usr/bin/python3 .*"))
                    .toList();
            assertThat(watchdogs).hasSize(1);
            limit.add(Long.parseLong(watchdogs.get(0).split(" ")[0]));
            agrees(sink, agent, 30_000_000);
        }
    }

    private Agent agent(TraceSink sink) throws Exception {
        Means.require("perf", "curl", "/usr/bin/python3");
        Map<String, String> settings = Map.of(
                "FAAS_TRACE_URL",
                sink.url(),
                "FAAS_TRACE_SAMPLE",
                "all",
                "fprocess",
                "/usr/bin/python3 -E -S " + Agent.RESOURCES.resolve("measured.py"));
        return new Agent(
                        directory,
                        "sh",
                        settings,
                        "/usr/bin/python3",
                        Agent.RESOURCES.resolve("watchdog.py").toString())
                .armed();
    }

    /** Makes requests until one agrees. It must also have been ready for at least the given time. */
    private static void agrees(TraceSink sink, Agent agent, long ready) throws Exception {
        StringBuilder seen = new StringBuilder();
        for (int i = 0; i < ATTEMPTS; i++) {
            String id = "request-" + i;
            long measured = Long.parseLong(agent.call(id).body().strip());
            Processes.soon(() -> sink.ids().contains(id));
            Invocation invocation = find(sink, id);
            seen.append("measured ")
                    .append(measured)
                    .append(": ")
                    .append(invocation)
                    .append('\n');
            boolean near = Math.abs(invocation.times().cpuNanos().orElse(0) - measured) <= TOLERANCE;
            long waiting = invocation.waitingNanos().orElse(0);
            if (near
                    && invocation.times().readyNanos().orElse(-1) >= ready
                    && waiting >= SLEEP - TOLERANCE
                    && waiting <= SLEEP + 3 * TOLERANCE) {
                return;
            }
        }
        throw new AssertionError("no request agrees: " + seen + agent.log());
    }

    private static Invocation find(TraceSink sink, String id) throws Exception {
        for (String text : sink.texts()) {
            TraceReader reader = TraceReader.ofStacks();
            for (Invocation invocation : reader.add(new ByteArrayInputStream(text.getBytes(UTF_8)))
                    .head()
                    .invocations()) {
                if (invocation.id().equals(id)) {
                    return invocation;
                }
            }
        }
        throw new AssertionError(id);
    }
}
