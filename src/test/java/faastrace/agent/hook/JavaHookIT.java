package faastrace.agent.hook;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import faastrace.agent.Agent;
import faastrace.agent.TraceSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the hook in a JVM with real perf. The hook is built and added to the JVM as in an image. */
@Timeout(180)
class JavaHookIT {
    private static final Path OVERLAY = Path.of("template-overlays/java-runtime");

    @TempDir
    Path directory;

    /** Creates the image's folders and the function's folder. */
    @BeforeEach
    void build() throws Exception {
        Path build = Files.createDirectories(directory.resolve("build"));
        try (Stream<Path> files = Files.list(OVERLAY)) {
            for (Path file : files.toList()) {
                Files.copy(file, build.resolve(file.getFileName()));
            }
        }
        assertThat(run("sh", build.resolve("build.sh").toString())).isEmpty();
        Files.createDirectories(directory.resolve("lib/runtime.d"));
        Files.move(build.resolve("out"), directory.resolve("lib/java"));
        Files.copy(build.resolve("java.sh"), directory.resolve("lib/runtime.d/java.sh"));
        Files.copy(Agent.RESOURCES.resolve("Server.java.txt"), directory.resolve("Server.java"));
        assertThat(run("javac", "Server.java")).isEmpty();
    }

    private String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private Agent agent(TraceSink sink, String sample) throws IOException {
        return agent(sink, sample, "java -cp " + directory + " Server");
    }

    private Agent agent(TraceSink sink, String sample, String process) throws IOException {
        Map<String, String> settings = settings(new HashMap<>());
        settings.put("fprocess", process);
        settings.put("FAAS_TRACE_URL", sink.url());
        settings.put("FAAS_TRACE_SAMPLE", sample);
        settings.put("FAAS_TRACE_FREQUENCY", "999");
        return new Agent(directory, "sh", settings, "sh", "-c", "exec $fprocess");
    }

    private Map<String, String> settings(Map<String, String> settings) {
        settings.put("mode", "http");
        settings.put(
                "FAAS_TRACE_RUNTIME_DIR", directory.resolve("lib/runtime.d").toString());
        return settings;
    }

    @Test
    void eachCallIsReceivedOnceAndNothingElseIsSaid() throws Exception {
        Means.require("perf", "curl");
        List<String> calls = new ArrayList<>();
        try (TraceSink sink = new TraceSink();
                Agent agent = agent(sink, "all").armed()) {
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
            assertThat(agent.stop()).isEqualTo(143);
            assertThat(agent.log()).isEmpty();
            assertThat(agent.output()).isEmpty();
            assertThat(sink.ids()).containsExactlyInAnyOrderElementsOf(calls);
            assertThat(sink.texts())
                    .allSatisfy(text -> assertThat(text)
                            .contains("language=java")
                            .containsPattern("invocation id=\\S+ start=\\S+ end=\\S+ pid=\\d+ tid=\\d+ overlap=0"))
                    .allMatch(TraceSink::beginsWithSample);
        }
    }

    /** Ignores samples of the JVM's compiler threads, which run at the same time as the function. */
    @Test
    void theFramesCarryTheNamesOfTheFunctionsMethods() throws Exception {
        Means.require("perf", "curl");
        try (TraceSink sink = new TraceSink();
                Agent agent = agent(sink, "all").armed()) {
            for (int i = 0; i < 12; i++) {
                agent.call("warm-" + i);
            }
            agent.stop();
            List<String> stacks = sink.stacks()
                    .filter(stack -> !stack.contains(" CompilerThre"))
                    .toList();
            long named = stacks.stream()
                    .filter(stack -> stack.contains("Server.burn("))
                    .count();
            assertThat(stacks.size()).isGreaterThan(200);
            assertThat((double) named / stacks.size()).isGreaterThanOrEqualTo(0.9);
        }
    }

    @Test
    void aJvmBehindAScriptIsTracedToo() throws Exception {
        Means.require("perf", "curl");
        Files.writeString(directory.resolve("start.sh"), "exec java -cp " + directory + " Server\n");
        try (TraceSink sink = new TraceSink();
                Agent agent = agent(sink, "all", "sh " + directory.resolve("start.sh"))
                        .armed()) {
            assertThat(agent.call("one").body()).isEqualTo("hello n=one");
            agent.stop();
            assertThat(sink.ids()).containsExactly("one");
            assertThat(agent.output() + agent.log()).contains("Picked up JAVA_TOOL_OPTIONS: -javaagent:");
        }
    }

    /** Maven runs the function in its own JVM, and is itself started by a script, as other build tools are. */
    @Test
    void aJvmThatABuildToolStartsIsTracedToo() throws Exception {
        Means.require("perf", "curl", "mvn");
        Files.createDirectories(directory.resolve("target/classes"));
        Files.move(directory.resolve("Server.class"), directory.resolve("target/classes/Server.class"));
        Files.writeString(directory.resolve("pom.xml"), """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>fn</groupId><artifactId>fn</artifactId><version>1</version>
                </project>
                """);
        String plugin = "org.codehaus.mojo:exec-maven-plugin:3.5.0:";
        // Downloads the plugin, if it is missing.
        assertThat(run("mvn", "-q", "-B", plugin + "help", "-Doutput=/dev/null"))
                .doesNotContain("ERROR");
        String command = "mvn -q -B -f " + directory + " " + plugin + "java -Dexec.mainClass=Server";
        try (TraceSink sink = new TraceSink();
                Agent agent = agent(sink, "all", command).armed()) {
            assertThat(agent.call("one").body()).isEqualTo("hello n=one");
            agent.stop();
            assertThat(sink.ids()).containsExactly("one");
            assertThat(sink.stacks()).anyMatch(stack -> stack.contains("Server.burn("));
        }
    }

    @Test
    void aDemandedTraceIsNamedInTheAnswer() throws Exception {
        Means.require("perf", "curl");
        try (TraceSink sink = new TraceSink();
                Agent agent = agent(sink, "off").armed()) {
            assertThat(agent.call("quiet").headers().firstValue("X-Faas-Trace-Id"))
                    .isEmpty();
            assertThat(agent.call("asked", "X-Faas-Trace", "1").headers().firstValue("X-Faas-Trace-Id"))
                    .hasValue("asked");
            agent.stop();
            assertThat(sink.ids()).containsExactly("asked");
        }
    }

    @Test
    void theRecordingOfACrashIsStillShipped() throws Exception {
        Means.require("perf", "curl");
        try (TraceSink sink = new TraceSink();
                Agent agent = agent(sink, "all").armed()) {
            agent.call("before");
            assertThat(CompletableFuture.supplyAsync(() -> unchecked(agent, "crash")))
                    .failsWithin(java.time.Duration.ofSeconds(20));
            assertThat(agent.exitCode()).isEqualTo(7);
            assertThat(sink.ids()).containsExactlyInAnyOrder("before", "crash");
        }
    }

    /**
     * The first case is a JVM that rejects --version, as Java 8 does. The second case is a script, and the java
     * in the PATH does not run at all.
     */
    @ParameterizedTest
    @CsvSource({
        "old/java Server,native frames only: names of Java methods need Java 9 or newer",
        "./run.sh,not tracing: the hook can't be put into the JVM: no java in PATH accepts it"
    })
    void whatCannotBeHadIsSaidInOneLine(String command, String line) throws Exception {
        Means.require("perf");
        Path old = Files.createDirectories(directory.resolve("old")).resolve("java");
        Files.writeString(old, "#!/bin/sh\ncase \" $*\" in *--version*) exit 1 ;; esac\n");
        assertThat(old.toFile().setExecutable(true)).isTrue();
        Path none = Files.createDirectories(directory.resolve("none")).resolve("java");
        Files.writeString(none, "#!/bin/sh\nexit 1\n");
        assertThat(none.toFile().setExecutable(true)).isTrue();
        Map<String, String> settings = settings(new HashMap<>(Map.of("fprocess", command)));
        settings.put("PATH", none.getParent() + ":" + System.getenv("PATH"));
        try (Agent agent = new Agent(directory, "sh", settings, "sh", "-c", "echo $fprocess; " + Agent.UNTIL_ARMED)) {
            assertThat(agent.exitCode()).isZero();
            assertThat(agent.log()).isEqualTo("faas-trace: " + line + "\n");
            assertThat(agent.output()).matches("\\S+ exec (old/java -javaagent:\\S+ Server|./run.sh)\n");
        }
    }

    private static String unchecked(Agent agent, String id) {
        try {
            return agent.call(id).body();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
