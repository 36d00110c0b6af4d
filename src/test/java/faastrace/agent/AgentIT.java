package faastrace.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the agent around a watchdog that forks a process for each request. */
@Timeout(120)
class AgentIT {
    private static final String FUNCTION = "/bin/sh " + Agent.RESOURCES.resolve("function.sh");

    @TempDir
    Path directory;

    private Agent watchdog(String shell, Map<String, String> settings) throws Exception {
        return new Agent(
                directory,
                shell,
                settings,
                "python3",
                Agent.RESOURCES.resolve("watchdog.py").toString());
    }

    private static Map<String, String> settings(TraceSink sink, String... more) {
        Map<String, String> settings = new java.util.HashMap<>(
                Map.of("fprocess", FUNCTION, "FAAS_TRACE_URL", sink.url(), "FAAS_TRACE_SAMPLE", "all"));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }

    @ParameterizedTest
    @MethodSource("faastrace.agent.Shells#all")
    void eachTracedCallIsReceivedOnceAndAnswersAreUnchanged(String shell) throws Exception {
        Means.require("perf", "python3", "curl", Shells.word(shell));
        List<String> calls = new ArrayList<>();
        try (TraceSink sink = new TraceSink();
                Agent agent = watchdog(shell, settings(sink))) {
            for (int i = 0; i < 6; i++) {
                calls.add("one-" + i);
                assertThat(agent.call("one-" + i).body()).isEqualTo("hello n=one-" + i + "\n");
            }
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                String id = "many-" + i;
                calls.add(id);
                answers.add(CompletableFuture.supplyAsync(() -> unchecked(agent, id)));
            }
            for (CompletableFuture<HttpResponse<String>> answer : answers) {
                assertThat(answer.get().statusCode()).isEqualTo(200);
            }
            assertThat(agent.stop()).isEqualTo(3);
            assertThat(agent.log()).isEmpty();
            assertThat(sink.ids()).containsExactlyInAnyOrderElementsOf(calls);
            assertThat(sink.names()).containsOnly("fn");
            assertThat(sink.texts())
                    .allSatisfy(text -> assertThat(text)
                            .startsWith("# ========\n# faas-trace 1\n# faas-trace meta function=fn ")
                            .endsWith("\n\n")
                            .doesNotContain("PERF_RECORD"))
                    .allSatisfy(text -> assertThat(TraceSink.samples(text)).isGreaterThanOrEqualTo(2));
        }
    }

    private static HttpResponse<String> unchecked(Agent agent, String id) {
        try {
            return agent.call(id);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aCallKilledAtItsTimeoutAnswersInTimeAndIsTraced() throws Exception {
        Means.require("perf", "python3", "curl");
        String slow = "/bin/sh " + Files.writeString(directory.resolve("slow.sh"), "while :; do :; done\n");
        try (TraceSink sink = new TraceSink();
                Agent agent = watchdog("sh", settings(sink, "fprocess", slow, "exec_timeout", "0.5"))) {
            assertThat(agent.call("late").statusCode()).isEqualTo(408);
            agent.stop();
            assertThat(sink.ids()).containsExactly("late");
        }
    }

    @Test
    void anIdIsTakenOverOnlyWhereItIsPlain() throws Exception {
        Means.require("perf", "python3", "curl");
        try (TraceSink sink = new TraceSink();
                Agent agent = watchdog("sh", settings(sink))) {
            assertThat(agent.call("x", "X-Call-Id", "../$(touch owned)").statusCode())
                    .isEqualTo(200);
            agent.stop();
            assertThat(sink.ids()).singleElement().asString().matches("[0-9a-z-]{32,36}|x");
            assertThat(directory.resolve("owned")).doesNotExist();
        }
    }

    /**
     * The agent marks an omitted request with the id {@code -}. A client that sends this id must not be able to keep
     * its request out of the trace.
     */
    @Test
    void aCallThatNamesItselfLikeOneLeftOutIsTraced() throws Exception {
        Means.require("perf", "python3", "curl");
        try (TraceSink sink = new TraceSink();
                Agent agent = watchdog("sh", settings(sink))) {
            agent.call("-");
            agent.stop();
            assertThat(sink.ids()).singleElement().asString().matches("[0-9a-f-]{36}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "OFF", "False", "no"})
    void whereTheHeaderIsOffItAsksInVain(String off) throws Exception {
        Means.require("perf", "python3", "curl");
        try (TraceSink sink = new TraceSink();
                Agent agent = watchdog("sh", settings(sink, "FAAS_TRACE_SAMPLE", "off", "FAAS_TRACE_HEADER", off))) {
            agent.call("asked", "X-Faas-Trace", "1");
            agent.stop();
            assertThat(sink.ids()).isEmpty();
            assertThat(agent.log()).isEmpty();
        }
    }

    @Test
    void onDemandTracesOnlyTheCallsThatAsk() throws Exception {
        Means.require("perf", "python3", "curl");
        try (TraceSink sink = new TraceSink();
                Agent agent = watchdog("sh", settings(sink, "FAAS_TRACE_SAMPLE", "off"))) {
            agent.call("quiet");
            agent.call("asked", "X-Faas-Trace", "1");
            agent.call("too-soon", "X-Faas-Trace", "1");
            agent.stop();
            assertThat(sink.ids()).containsExactly("asked");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"FAAS_TRACE_PERF=/none/perf", "FAAS_TRACE_DIR=/proc", "FAAS_TRACE=off"})
    void withoutItsMeansTheFunctionRunsAsEver(String setting) throws Exception {
        Means.require("python3");
        String[] pair = setting.split("=");
        try (TraceSink sink = new TraceSink();
                Agent agent = watchdog("sh", settings(sink, pair[0], pair[1]))) {
            assertThat(agent.call("a").body()).isEqualTo("hello n=a\n");
            assertThat(agent.stop()).isEqualTo(3);
            assertThat(agent.output()).isEmpty();
            assertThat(agent.log().lines().count()).isEqualTo(pair[1].equals("off") ? 0 : 1);
            assertThat(sink.texts()).isEmpty();
        }
    }

    @Test
    void aCollectorThatIsAwayHoldsUpNothing() throws Exception {
        Means.require("perf", "python3", "curl");
        TraceSink sink = new TraceSink();
        sink.close();
        try (Agent agent = watchdog("sh", settings(sink))) {
            assertThat(agent.call("a").body()).isEqualTo("hello n=a\n");
            long start = System.nanoTime();
            assertThat(agent.stop()).isEqualTo(3);
            assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(12));
            assertThat(agent.log()).contains("faas-trace: recordings wait");
        }
    }

    @Test
    void nothingOfOursIsLeftBehind() throws Exception {
        Means.require("perf", "python3", "curl");
        try (TraceSink sink = new TraceSink();
                Agent agent = watchdog("sh", settings(sink))) {
            agent.call("a");
            agent.stop();
            try (Stream<Path> files = Files.list(directory)) {
                assertThat(files.map(f -> f.getFileName().toString())).containsExactlyInAnyOrder("out", "err");
            }
            assertThat(ProcessHandle.allProcesses()
                            .map(p -> p.info().commandLine().orElse(""))
                            .filter(line -> line.contains(directory.toString())))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("faastrace.agent.Shells#all")
    void theExitCodeOfTheCommandIsOurs(String shell) throws Exception {
        Means.require("perf", Shells.word(shell));
        try (Agent agent = new Agent(directory, shell, Map.of("mode", "http"), "sh", "-c", "echo out; exit 42")) {
            assertThat(agent.exitCode()).isEqualTo(42);
            assertThat(agent.output()).isEqualTo("out\n");
        }
        try (Agent agent = new Agent(directory, shell, Map.of("mode", "http"), "sh", "-c", "kill -KILL $$")) {
            assertThat(agent.exitCode()).isEqualTo(137);
        }
    }

    @Test
    void aProcessAndItsChildrenCanBeRecordedForAWindow() throws Exception {
        Means.require("perf", "curl");
        Process busy = new ProcessBuilder("sh", "-c", "while :; do :; done").start();
        try (TraceSink sink = new TraceSink()) {
            ProcessBuilder builder = new ProcessBuilder(Agent.SCRIPT.toString(), "record", "" + busy.pid(), "200", "1");
            builder.environment().putAll(Map.of("FAAS_TRACE_URL", sink.url(), "FAAS_TRACE_NAME", "fn"));
            assertThat(builder.inheritIO().start().waitFor()).isZero();
            assertThat(sink.texts())
                    .singleElement()
                    .satisfies(text -> assertThat(TraceSink.samples(text)).isGreaterThan(20));
        } finally {
            busy.destroyForcibly();
        }
    }

    /** The process stays a zombie, because its parent does not wait for it. */
    @ParameterizedTest
    @MethodSource("faastrace.agent.Shells#all")
    void aProcessThatEndsInTheMiddleIsRecordedUntilThen(String shell) throws Exception {
        Means.require("perf", Shells.word(shell));
        Process parent = new ProcessBuilder(
                        "sh",
                        "-c",
                        "sh -c 'i=0; while [ $i -lt 2000000 ]; do i=$((i + 1)); done' & echo $!; exec sleep 90")
                .start();
        try {
            List<String> command = new ArrayList<>(Shells.words(shell));
            String pid = parent.inputReader().readLine();
            command.addAll(List.of(Agent.SCRIPT.toString(), "record", "--print", pid, "200", "60"));
            Process recorder = new ProcessBuilder(command).start();
            String text = new String(recorder.getInputStream().readAllBytes(), UTF_8);
            assertThat(recorder.errorReader().lines()).isEmpty();
            assertThat(recorder.waitFor()).isZero();
            assertThat(TraceSink.samples(text)).isPositive();
        } finally {
            parent.destroyForcibly();
        }
    }

    @Test
    void aRecordingOfAProcessThatSleepsIsNotSentAndSaysSo() throws Exception {
        Means.require("perf", "curl");
        Process idle = new ProcessBuilder("sleep", "60").start();
        try (TraceSink sink = new TraceSink()) {
            ProcessBuilder builder = new ProcessBuilder(Agent.SCRIPT.toString(), "record", "" + idle.pid(), "200", "1");
            builder.environment().putAll(Map.of("FAAS_TRACE_URL", sink.url(), "FAAS_TRACE_NAME", "fn"));
            Process recorder = builder.redirectErrorStream(true).start();
            String said = new String(recorder.getInputStream().readAllBytes(), UTF_8);
            assertThat(recorder.waitFor()).as(said).isEqualTo(1);
            assertThat(said).contains("less than two samples; nothing is sent");
            assertThat(sink.texts()).isEmpty();
        } finally {
            idle.destroyForcibly();
        }
    }

    @Test
    void whoRecordsItsOwnAncestorComesToAnEnd() throws Exception {
        Means.require("perf");
        Process ancestor = new ProcessBuilder("sh", "-c", Agent.SCRIPT + " record --print $$ 200 1; exit $?")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(ancestor.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(ancestor.exitValue()).isZero();
        } finally {
            ancestor.destroyForcibly();
        }
    }

    @Test
    void shellcheckFindsNothing() throws Exception {
        Means.require("shellcheck");
        Process process = new ProcessBuilder("shellcheck", "-s", "sh", Agent.SCRIPT.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(process.getInputStream().readAllBytes())).isEmpty();
    }
}
