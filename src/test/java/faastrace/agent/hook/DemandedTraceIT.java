package faastrace.agent.hook;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import faastrace.agent.Agent;
import faastrace.agent.TraceSink;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Asks servers with hooks for the trace of a single request. */
@Timeout(180)
class DemandedTraceIT extends HookFixture {
    @Test
    void anAsgiCallThatFailsEndsToo() throws Exception {
        Means.require("perf", "curl", "python3");
        copy("faas_trace.py", "asgi.py", "server.py");
        try (TraceSink sink = new TraceSink();
                Agent agent = agent(sink, "off", "python3", "server.py").armed()) {
            assertThat(agent.call("fail", "X-Faas-Trace", "1").statusCode()).isEqualTo(500);
            assertThat(agent.call("quiet").headers().firstValue("X-Faas-Trace-Id"))
                    .isEmpty();
            Thread.sleep(1100);
            assertThat(agent.call("asked", "X-Faas-Trace", "1").headers().firstValue("X-Faas-Trace-Id"))
                    .hasValue("asked");
            agent.stop();
            assertThat(sink.texts()).anyMatch(text -> text.contains("id=asked") && text.contains("overlap=0"));
        }
    }

    @ParameterizedTest
    @CsvSource({"python3, py", "ruby, rb"})
    void aDemandedTraceIsNamedInTheAnswer(String program, String ending) throws Exception {
        Means.require("perf", "curl", program);
        String server = "server." + ending;
        copy("faas_trace." + ending, server, server);
        try (TraceSink sink = new TraceSink();
                Agent agent = agent(sink, "off", program, server).armed()) {
            assertThat(agent.call("quiet").headers().firstValue("X-Faas-Trace-Id"))
                    .isEmpty();
            assertThat(agent.call("asked", "X-Faas-Trace", "1").headers().firstValue("X-Faas-Trace-Id"))
                    .hasValue("asked");
            agent.stop();
            assertThat(sink.ids()).containsExactly("asked");
        }
    }

    /** Each hook reads FAAS_TRACE_HEADER itself, so this test runs with each hook. */
    @ParameterizedTest
    @CsvSource({
        "python3 server.py, faas_trace.py, server.py",
        "python3 server.py, faas_trace.py, asgi.py",
        "ruby server.rb, faas_trace.rb, server.rb",
        "node server.js, faas_trace.js, server.js",
        "./server, , "
    })
    void whoMayAskForATraceIsTheOwnersChoice(String command, String hook, String server) throws Exception {
        Means.require("perf", "curl", hook == null ? "go" : command.split(" ")[0]);
        if (hook == null) {
            Agent.buildGo(directory);
        } else {
            copy(hook, server, command.split(" ")[1]);
        }
        for (String header : List.of("on", "off")) {
            try (TraceSink sink = new TraceSink();
                    Agent agent = new Agent(
                                    directory,
                                    "sh",
                                    Map.of(
                                            "mode",
                                            "http",
                                            "fprocess",
                                            command,
                                            "FAAS_TRACE_URL",
                                            sink.url(),
                                            "FAAS_TRACE_SAMPLE",
                                            "off",
                                            "FAAS_TRACE_HEADER",
                                            header),
                                    "sh",
                                    "-c",
                                    "exec $fprocess")
                            .armed()) {
                HttpResponse<String> answer = agent.call("asked", "X-Faas-Trace", "1");
                agent.stop();
                boolean traced = header.equals("on");
                assertThat(answer.headers().firstValue("X-Faas-Trace-Id").isPresent())
                        .isEqualTo(traced);
                assertThat(sink.ids()).as(header).isEqualTo(traced ? List.of("asked") : List.of());
            }
        }
    }
}
