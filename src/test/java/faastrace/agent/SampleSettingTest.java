package faastrace.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that the agent accepts the same values of FAAS_TRACE_SAMPLE as `faas-trace patch --sample`. */
class SampleSettingTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"all", "off", "1/1", "1/10000", "1/999999999", "1s", "999999s", "false", "0", "Off"})
    void aRuleThatIsKept(String rule) throws Exception {
        assertThat(said(rule)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1/0", "1/", "1/1234567890", "0s", "s", "1234567s", "10", "1/5s", "some"})
    void oneThatIsNone(String rule) throws Exception {
        assertThat(said(rule))
                .contains("faas-trace: FAAS_TRACE_SAMPLE=" + rule + " is none of all, off, 1/N, Ns; using 10s\n");
    }

    /**
     * The agent's messages about the setting. Perf does not exist here, so the agent only reads its settings and then
     * runs the command without tracing.
     */
    private String said(String rule) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("sh", Agent.SCRIPT.toString(), "watchdog", "true");
        builder.environment()
                .putAll(Map.of("FAAS_TRACE_SAMPLE", rule, "FAAS_TRACE_PERF", directory.toString() + "/none"));
        Process process = builder.start();
        String said = new String(process.getErrorStream().readAllBytes());
        assertThat(process.waitFor()).isZero();
        assertThat(said).contains("not tracing: " + directory);
        return said.lines()
                .filter(line -> line.contains("SAMPLE"))
                .map(line -> line + "\n")
                .reduce("", String::concat);
    }
}
