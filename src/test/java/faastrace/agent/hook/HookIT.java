package faastrace.agent.hook;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import faastrace.agent.Agent;
import faastrace.agent.Processes;
import faastrace.agent.Shells;
import faastrace.agent.TraceSink;
import faastrace.cli.project.WorkedExampleTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the hooks in long-running servers of four languages, with real perf. */
@Timeout(180)
class HookIT extends HookFixture {
    private void eachCallIsReceivedOnce(String language, int code, String... command) throws Exception {
        eachCallIsReceivedOnceIn("sh", language, code, command);
    }

    private void eachCallIsReceivedOnceIn(String shell, String language, int code, String... command) throws Exception {
        List<String> calls = new ArrayList<>();
        try (TraceSink sink = new TraceSink();
                Agent agent = agent(shell, sink, "all", command).armed()) {
            for (int i = 0; i < 8; i++) {
                calls.add("one-" + i);
                assertThat(agent.call("one-" + i).body()).isEqualTo("hello n=one-" + i);
            }
            List<CompletableFuture<String>> answers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String id = "many-" + i;
                calls.add(id);
                answers.add(CompletableFuture.supplyAsync(() -> unchecked(agent, id)));
            }
            for (int i = 0; i < 8; i++) {
                assertThat(answers.get(i).get()).isEqualTo("hello n=many-" + i);
            }
            assertThat(agent.stop()).isEqualTo(code);
            assertThat(agent.log()).isEmpty();
            assertThat(sink.ids()).containsExactlyInAnyOrderElementsOf(calls);
            assertThat(sink.texts())
                    .allSatisfy(text -> assertThat(text).contains("language=" + language))
                    .allMatch(TraceSink::beginsWithSample);
        }
    }

    private static String unchecked(Agent agent, String id) {
        try {
            return agent.call(id).body();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theNumbersOfAnInvocationReachTheTrace() throws Exception {
        Means.require("perf", "curl", "python3");
        copy("faas_trace.py", "server.py", "server.py");
        try (TraceSink sink = new TraceSink();
                Agent agent = agent(sink, "1/1", "python3", "server.py").armed()) {
            agent.call("one");
            agent.stop();
            assertThat(sink.texts())
                    .anySatisfy(text -> assertThat(text)
                            .containsPattern("invocation id=one .* overlap=0 cpu=[1-9]\\d* ready=\\d+"
                                    + "( throttled=\\d+)?\n"));
        }
    }

    @ParameterizedTest
    @MethodSource("faastrace.agent.Shells#all")
    void aWsgiFunctionIsTracedPerInvocation(String shell) throws Exception {
        Means.require("perf", "curl", "python3", Shells.word(shell));
        copy("faas_trace.py", "server.py", "server.py");
        eachCallIsReceivedOnceIn(shell, "python", 3, "python3", "server.py");
    }

    @Test
    void anAsgiFunctionIsTracedPerInvocation() throws Exception {
        Means.require("perf", "curl", "python3");
        copy("faas_trace.py", "asgi.py", "server.py");
        eachCallIsReceivedOnce("python", 3, "python3", "server.py");
    }

    @Test
    void theHookOfTheWorkedExampleTracesEachInvocation() throws Exception {
        Means.require("perf", "curl", "perl");
        WorkedExampleTest.writeTo(directory);
        Path template = directory.resolve("template/perl-loop");
        Files.copy(directory.resolve("my-overlays/perl-loop/FaasTrace.pm"), template.resolve("FaasTrace.pm"));
        String entry = Files.readString(template.resolve("server.pl"));
        String traced = "require FaasTrace;\n$handle = FaasTrace::traced($handle);\n$SIG{TERM} =";
        Files.writeString(template.resolve("server.pl"), entry.replace("$SIG{TERM} =", traced));
        eachCallIsReceivedOnce("perl", 3, "perl", "template/perl-loop/server.pl");
    }

    @Test
    void aNodeFunctionIsTracedPerInvocation() throws Exception {
        Means.require("perf", "curl", "node");
        copy("faas_trace.js", "server.js", "server.js");
        eachCallIsReceivedOnce("node", 3, "node", "server.js");
    }

    @Test
    void aFunctionOfTheOldestNodeIsTracedPerInvocation() throws Exception {
        Means.require("perf", "curl");
        copy("faas_trace.js", "server.js", "server.js");
        eachCallIsReceivedOnce("node", 3, Means.oldest("node8").toString(), "server.js");
    }

    /**
     * If a hook read the seconds and the nanoseconds separately, and a new second began in between, time would go
     * backwards.
     */
    @Test
    void theNodeHookReadsItsClockOnceForOneValue() throws Exception {
        Means.require("node");
        Agent.copyHook("faas_trace.js", directory);
        Files.copy(Agent.RESOURCES.resolve("clock.js"), directory.resolve("clock.js"));
        Process process = new ProcessBuilder("node", "clock.js")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(process.getInputStream().readAllBytes())).isEqualTo("first second\n");
    }

    @Test
    void aGoFunctionIsTracedPerInvocation() throws Exception {
        Means.require("perf", "curl", "go");
        Agent.buildGo(directory);
        eachCallIsReceivedOnce("go", 3, "./server");
    }

    @Test
    void aRackFunctionIsTracedUntilItsBodyIsClosed() throws Exception {
        Means.require("perf", "curl", "ruby");
        copy("faas_trace.rb", "server.rb", "server.rb");
        eachCallIsReceivedOnce("ruby", 3, "ruby", "-w", "server.rb");
    }

    /**
     * For each recording, the agent moves the hook's file away and reads the file. At the next recording, it reads the
     * moved file one last time. If a hook writes lines to the moved file after that, these lines are lost.
     */
    @ParameterizedTest
    @CsvSource({"python3, py", "node, js"})
    void aCallOfManyRecordingsEndsWhenItEnds(String program, String ending) throws Exception {
        Means.require("perf", "curl", program);
        String server = "server." + ending;
        Agent.copyHook("faas_trace." + ending, directory);
        Files.copy(Path.of("src/test/resources/hooks", server), directory.resolve(server));
        Map<String, String> settings = new HashMap<>(Map.of("mode", "http", "FAAS_TRACE_SAMPLE", "all"));
        settings.putAll(Map.of("FAAS_TRACE_WINDOW", "1", "FAAS_TRACE_FREQUENCY", "4999"));
        settings.put("fprocess", program + " " + server);
        try (TraceSink sink = new TraceSink()) {
            settings.put("FAAS_TRACE_URL", sink.url());
            try (Agent agent = new Agent(directory, "sh", settings, "sh", "-c", "exec $fprocess").armed()) {
                CompletableFuture<String> held = CompletableFuture.supplyAsync(() -> longCall(agent));
                Set<String> taken = new HashSet<>();
                assertThat(Processes.comes(() -> {
                            agent.file("lines").flatMap(HookIT::identity).ifPresent(taken::add);
                            return taken.size() >= 3;
                        }))
                        .isTrue();
                Files.createFile(directory.resolve("release"));
                assertThat(held.get()).isEqualTo("ok");
                assertThat(Processes.comes(() -> sink.ids().contains("hold"))).isTrue();
            }
        }
    }

    private static String longCall(Agent agent) {
        try {
            return agent.call(Duration.ofSeconds(100), "hold").body();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<String> identity(Path file) {
        try {
            return Optional.of(Files.getAttribute(file, "unix:ino") + " " + Files.getLastModifiedTime(file));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Test
    void theRecordingOfACrashIsStillShipped() throws Exception {
        Means.require("perf", "curl", "python3");
        copy("faas_trace.py", "server.py", "server.py");
        try (TraceSink sink = new TraceSink();
                Agent agent = agent(sink, "all", "python3", "server.py").armed()) {
            agent.call("before");
            assertThat(CompletableFuture.supplyAsync(() -> unchecked(agent, "crash")))
                    .failsWithin(Duration.ofSeconds(20));
            assertThat(agent.exitCode()).isEqualTo(7);
            assertThat(sink.ids()).containsExactlyInAnyOrder("before", "crash");
        }
    }
}
