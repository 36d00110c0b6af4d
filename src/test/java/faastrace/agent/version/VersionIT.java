package faastrace.agent.version;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import faastrace.agent.Agent;
import faastrace.agent.Processes;
import faastrace.agent.TraceSink;
import faastrace.trace.read.PerfScriptReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Checks that the agent's traces contain the version of the function. */
@Timeout(120)
class VersionIT {
    @TempDir
    Path directory;

    @Test
    void aVersionThatIsSetCountsEvenInAPod() throws Exception {
        Map<String, String> set =
                Map.of("FAAS_TRACE_VERSION", "1.4.0-3-g0a1b2c3", "KUBERNETES_SERVICE_HOST", "10.0.0.1");
        assertThat(version(set, "pi-7d4b9c6f5-x2k8p")).contains("1.4.0-3-g0a1b2c3");
    }

    @Test
    void inAPodItIsTheHashOfTheReplicaSet() throws Exception {
        assertThat(version(Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1"), "pi-7d4b9c6f5-x2k8p"))
                .contains("7d4b9c6f5");
    }

    @Test
    void elsewhereItIsAFingerprintOfTheFiles() throws Exception {
        assertThat(version(Map.of(), "pi-7d4b9c6f5-x2k8p").orElseThrow()).matches("files-[0-9a-f]{12}");
    }

    private Optional<String> version(Map<String, String> more, String host) throws Exception {
        Means.requireRoot();
        Means.require("perf", "python3", "curl");
        Path function = Files.createDirectories(directory.resolve("function"));
        Path handler = Files.copy(Agent.RESOURCES.resolve("function.sh"), function.resolve("handler.sh"));
        Files.setLastModifiedTime(handler, FileTime.from(Instant.EPOCH)); // the function has not written it
        List<String> launcher =
                List.of("unshare", "--uts", "sh", "-c", "hostname " + host + " && cd function && exec \"$@\"", "sh");
        try (TraceSink sink = new TraceSink()) {
            Map<String, String> settings = new HashMap<>(Map.of(
                    "fprocess", "sh handler.sh",
                    "FAAS_TRACE_URL", sink.url(),
                    "FAAS_TRACE_SAMPLE", "all",
                    "FAAS_TRACE_NAME", "pi"));
            settings.putAll(more);
            String watchdog = Agent.RESOURCES.resolve("watchdog.py").toString();
            try (Agent agent = new Agent(directory, launcher, settings, Agent.words("sh", "python3", watchdog))) {
                agent.armed();
                // The first traces may be sent before the fingerprint is known.
                for (int i = 0; i < 20 && last(sink).isEmpty(); i++) {
                    int before = sink.texts().size();
                    agent.call("call-" + i);
                    assertThat(Processes.comes(() -> sink.texts().size() > before))
                            .isTrue();
                }
                agent.stop();
                assertThat(agent.log()).isEmpty();
            }
            return last(sink);
        }
    }

    /** The version in the last trace. */
    private static Optional<String> last(TraceSink sink) throws IOException {
        List<String> texts = sink.texts();
        String text = texts.isEmpty() ? "" : texts.get(texts.size() - 1);
        return PerfScriptReader.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), sample -> {})
                .head()
                .version();
    }
}
