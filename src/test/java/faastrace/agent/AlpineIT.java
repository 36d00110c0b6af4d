package faastrace.agent;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the agent with real perf on a real Alpine, as the first process of a container. */
@Timeout(120)
class AlpineIT {
    private static final String AGENT = "/mnt/agent";

    @TempDir
    Path directory;

    @BeforeEach
    void requireAlpine() {
        Means.requireRoot();
        Means.require("perf", "alpine");
    }

    @ParameterizedTest
    @CsvSource({
        "http,cat /proc/self/status",
        "http,cat /proc/self/limits",
        "http,cat /proc/self/environ",
        "http,ls -l /proc/self/fd",
        "'',cat /proc/self/status",
        "'',cat /proc/self/limits",
        "'',cat /proc/self/environ",
        "'',ls -l /proc/self/fd",
    })
    void theFunctionStartsAsWithoutTheAgent(String mode, String function) throws Exception {
        // With mode=http, the command is the function itself. Otherwise, the command starts the function. It acts like
        // a watchdog that forks a process for its only request.
        List<String> words = List.of(function.split(" "));
        List<String> forked =
                Stream.concat(Stream.of(AGENT, "exec"), words.stream()).toList();
        boolean http = mode.equals("http");
        Map<String, String> settings = Map.of("mode", mode, "FAAS_TRACE_SAMPLE", "all");
        String without = run(settings, http ? words : started("xargs", words));
        List<String> command = http ? words : started("xargs", forked);
        String with = run(settings, started(AGENT, started("watchdog", command)));
        assertThat(with).isEqualTo(without).isNotBlank();
        assertThat(Files.readAllLines(directory.resolve("err")))
                .allMatch(line ->
                        line.matches("faas-trace: left out because they have no samples: .*|ls: /proc/self/fd/3: .*"));
    }

    private static List<String> started(String by, List<String> words) {
        return Stream.concat(Stream.of(by), words.stream()).toList();
    }

    @Test
    void whatItDoesArrives() throws Exception {
        String busy = "i=0; while [ $i -lt 2000000 ]; do i=$((i + 1)); done; exit 42";
        try (TraceSink sink = new TraceSink()) {
            Map<String, String> settings = Map.of(
                    "FAAS_TRACE_URL", sink.url(),
                    "FAAS_TRACE_SAMPLE", "all",
                    "FAAS_TRACE_WINDOW", "1",
                    "FAAS_TRACE_LEVEL", "process");
            Process process = start(settings, List.of(AGENT, "watchdog", "sh", "-c", busy));
            assertThat(process.waitFor()).isEqualTo(42);
            assertThat(directory.resolve("err")).isEmptyFile();
            assertThat(sink.texts()).isNotEmpty().allMatch(text -> TraceSink.samples(text) > 1);
        }
    }

    /** The command's output, without the parts that differ between processes. */
    private String run(Map<String, String> settings, List<String> command) throws Exception {
        Process process = start(settings, command);
        assertThat(process.waitFor()).as(() -> "the exit code of " + command).isZero();
        return Files.readString(directory.resolve("out"))
                .replace('\0', '\n')
                .lines()
                .filter(line -> !line.matches(
                        "(Tgid|Pid|PPid|SigQ|NS.*|Vm.*|Rss.*|.*ctxt_switches|Hugetlb.*):.*|FAAS_TRACE.*|fprocess=.*"))
                .filter(line -> !line.matches(".* -> /proc/\\d+/fd|total \\d+"))
                .map(line -> line.replaceAll(".* (\\d+ -> )", "$1"))
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    private Process start(Map<String, String> settings, List<String> command) throws Exception {
        List<String> words = new ArrayList<>(List.of("unshare", "--mount", "--pid", "--fork"));
        words.addAll(List.of(
                Agent.RESOURCES.resolve("alpine.sh").toString(), Means.program("alpine"), Agent.SCRIPT.toString()));
        words.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve("err").toFile());
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        builder.environment().put("FAAS_TRACE_PERF", "/mnt/perf");
        builder.environment().put("FAAS_TRACE_SUDO", "off");
        builder.environment().putAll(settings);
        return builder.start();
    }
}
