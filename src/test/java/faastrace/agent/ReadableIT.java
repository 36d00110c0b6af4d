package faastrace.agent;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checks that the overlays' settings put the name of the user's function into the stacks of CPU-bound functions.
 */
@Timeout(120)
class ReadableIT {
    @TempDir
    Path directory;

    private TraceSink sink;

    @BeforeEach
    void listen() throws Exception {
        sink = new TraceSink();
    }

    @AfterEach
    void close() {
        sink.close();
    }

    /** Sends a few requests and returns the share of samples whose stacks contain a frame that matches the pattern. */
    private double share(String frame, String overlay, Map<String, String> more, String... command) throws Exception {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("mode", "http");
        settings.put("FAAS_TRACE_SAMPLE", "all");
        settings.put("FAAS_TRACE_FREQUENCY", "999");
        settings.put("FAAS_TRACE_RUNTIME_DIR", Agent.OVERLAYS.resolve(overlay).toString());
        settings.put("FAAS_TRACE_URL", sink.url());
        try (Agent agent = new Agent(directory, "sh", settings, command).armed()) {
            for (int i = 0; i < 6; i++) {
                agent.call("r-" + i);
            }
            // When the function stops, the agent waits only a few seconds for the last recording.
            Processes.comes(() -> sink.ids().size() >= 6);
            agent.stop();
            assertThat(agent.log()).isEmpty();
            long samples = sink.texts().stream().mapToLong(TraceSink::samples).sum();
            assertThat(samples).isGreaterThan(50);
            return (double) sink.stacks()
                            .filter(Pattern.compile(frame).asPredicate())
                            .count()
                    / samples;
        }
    }

    @Test
    void ofNode() throws Exception {
        Means.require("perf", "curl", "node");
        Agent.copyHook("faas_trace.js", directory);
        Files.copy(Agent.RESOURCES.resolve("server.js"), directory.resolve("server.js"));
        assertThat(share("JS:[*~^+]?burn ", "node-runtime", Map.of(), "node", "server.js"))
                .isGreaterThanOrEqualTo(0.9);
    }

    @Test
    void ofGo() throws Exception {
        Means.require("perf", "curl", "go");
        Agent.buildGo(directory);
        assertThat(share("\\bmain\\.burn\\b", "go-symbols", Map.of(), "./server"))
                .isGreaterThanOrEqualTo(0.9);
    }

    /** Runs a server that maps its code like .NET, with the settings from the overlay for .NET. */
    @Test
    void ofDotnetThoughItWouldMapItsCodeTwice() throws Exception {
        Means.require("perf", "curl", "python3");
        Assumptions.assumeTrue("amd64".equals(System.getProperty("os.arch")), "the server's code is for x86-64");
        Agent.copyHook("faas_trace.py", directory);
        Files.copy(Agent.RESOURCES.resolve("twice_mapped.py"), directory.resolve("server.py"));
        assertThat(share("Program::Hot", "dotnet-runtime", Map.of(), "python3", "server.py"))
                .isGreaterThanOrEqualTo(0.9);
        Files.delete(Files.readSymbolicLink(directory.resolve("map")));
    }

    /**
     * Needs Python 3.12 or newer, built with frame pointers like Python in the official images. Most distributions
     * build Python without frame pointers.
     */
    @Test
    void ofPython() throws Exception {
        Means.require("perf", "curl");
        Path python = python().orElseGet(() -> Means.missing(
                "Python 3.12 or newer with frame pointers",
                "set FAAS_TRACE_PYTHON to its path; .ci/python builds one"));
        Agent.copyHook("faas_trace.py", directory);
        Files.copy(Agent.RESOURCES.resolve("server.py"), directory.resolve("server.py"));
        Map<String, String> path = Map.of("PATH", python.getParent() + ":" + System.getenv("PATH"));
        assertThat(share("py::burn:", "python-runtime", path, python.toString(), "server.py"))
                .isGreaterThanOrEqualTo(0.9);
        assertThat(sink.stacks()).anyMatch(stack -> stack.contains("py::app:"));
    }

    private static Optional<Path> python() {
        return Optional.ofNullable(System.getenv("FAAS_TRACE_PYTHON"))
                .map(Path::of)
                .filter(Files::isExecutable);
    }

    @Test
    void ofAPythonWithoutFramePointersTheLogSaysWhatIsLeft() throws Exception {
        Means.require("perf", "python3");
        Map<String, String> settings = Map.of(
                "mode",
                "http",
                "FAAS_TRACE_RUNTIME_DIR",
                Agent.OVERLAYS.resolve("python-runtime").toString());
        // Stands in for an old interpreter. The agent queries python3 even if another program runs the function.
        Path old = Files.writeString(directory.resolve("python3"), "#!/bin/sh\necho no\n");
        assertThat(old.toFile().setExecutable(true)).isTrue();
        Map<String, String> path = new HashMap<>(settings);
        path.put("PATH", directory + ":" + System.getenv("PATH"));
        try (Agent agent = new Agent(directory, "sh", path, "sh", "-c", Agent.UNTIL_ARMED)) {
            assertThat(agent.exitCode()).isZero();
            assertThat(agent.log())
                    .startsWith("faas-trace: native frames only: ")
                    .hasLineCount(1);
        }
    }
}
