package faastrace.agent.hook;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import faastrace.agent.Agent;
import faastrace.agent.Processes;
import faastrace.agent.TraceSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Asks for traces of requests that take only a millisecond. */
@Timeout(180)
class ShortRequestIT extends HookFixture {
    private static final int REQUESTS = 6;

    private Agent agent(TraceSink sink, String command, String sample, String busy) throws Exception {
        Map<String, String> settings = Map.of(
                "mode",
                "http",
                "fprocess",
                command,
                "busy",
                busy,
                "FAAS_TRACE_URL",
                sink.url(),
                "FAAS_TRACE_SAMPLE",
                sample,
                "FAAS_TRACE_HEADER_RATE",
                "9999");
        return new Agent(directory, "sh", settings, "sh", "-c", "exec $fprocess").armed();
    }

    private void prepare(String command, String hook, String server) throws Exception {
        Means.require("perf", "curl", hook == null ? "go" : command.split(" ")[0]);
        if (hook == null) {
            Agent.buildGo(directory);
        } else {
            copy(hook, server, command.split(" ")[1]);
        }
    }

    /** At the usual rate of 200 samples per second, a request of 3 ms would have at most one sample. */
    @ParameterizedTest
    @CsvSource({
        "python3 server.py, faas_trace.py, server.py",
        "ruby server.rb, faas_trace.rb, server.rb",
        "node server.js, faas_trace.js, server.js",
        "./server, , "
    })
    void eachHasItsOwnTraceWithSeveralSamples(String command, String hook, String server) throws Exception {
        prepare(command, hook, server);
        try (TraceSink sink = new TraceSink();
                Agent agent = agent(sink, command, "off", "3")) {
            List<Long> samples = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                String id = "short-" + i;
                samples.add(TraceSink.samples(traceOf(sink, agent, id)));
            }
            assertThat(samples.stream().filter(count -> count >= 3).count())
                    .as(samples.toString())
                    .isGreaterThan(REQUESTS / 2);
            assertThat(sink.texts()).hasSize(REQUESTS);
        }
    }

    private static String traceOf(TraceSink sink, Agent agent, String id) throws Exception {
        agent.call(id, "X-Faas-Trace", "1");
        Processes.soon(() -> sink.ids().contains(id));
        String text = Stream.of(sink.texts().toArray(String[]::new))
                .filter(each -> each.contains(" id=" + id + " "))
                .findFirst()
                .orElseThrow();
        assertThat(text)
                .containsPattern("invocation id=" + id + " .* demand=1\n")
                .doesNotContain(" demand: ");
        return text;
    }

    /** The request itself does nothing. So it may have no sample, and FlameScope can't show its trace. */
    @Test
    void aRequestThatUsesNoProcessorHasATraceToo() throws Exception {
        prepare("python3 server.py", "faas_trace.py", "server.py");
        try (TraceSink sink = new TraceSink();
                Agent agent = agent(sink, "python3 server.py", "off", "0")) {
            for (int i = 0; i < 3; i++) {
                assertThat(traceOf(sink, agent, "nothing-" + i)).contains(" cpu=");
            }
        }
    }

    /** No trace contains samples of both rates, so samples can be added up. */
    @Test
    void otherRequestsAreStillSampledAtTheUsualRate() throws Exception {
        prepare("python3 server.py", "faas_trace.py", "server.py");
        try (TraceSink sink = new TraceSink();
                Agent agent = agent(sink, "python3 server.py", "all", "100")) {
            agent.call("usual");
            agent.call("asked", "X-Faas-Trace", "1");
            agent.call("again");
            agent.stop();
            assertThat(sink.ids()).containsExactlyInAnyOrder("usual", "asked", "again");
            long fast = 0;
            long usual = 0;
            for (String text : sink.texts()) {
                boolean asked = text.contains(" id=asked ");
                assertThat(text).contains(asked ? " rate=5000 " : " rate=200 ");
                assertThat(text).doesNotContain(asked ? " 5000000 cpu-clock:u:" : " 200000 cpu-clock:u:");
                fast += asked ? TraceSink.samples(text) : 0;
                usual += asked ? 0 : TraceSink.samples(text);
            }
            assertThat(fast).as("100 ms at 5000 samples per second").isBetween(100L, 600L);
            assertThat(usual).as("200 ms at 200 samples per second").isBetween(10L, 50L);
        }
    }
}
