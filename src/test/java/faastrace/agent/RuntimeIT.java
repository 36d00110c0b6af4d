package faastrace.agent;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests the environment variables that an overlay adds so that stacks contain names. */
@Timeout(60)
class RuntimeIT {
    private static final String SAY =
            "echo \"$DOTNET_PerfMapEnabled $COMPlus_PerfMapEnabled ${DOTNET_EnableWriteXorExecute-}"
                    + "${FAAS_TRACE_NOT_INHERITED+,$FAAS_TRACE_NOT_INHERITED}\"";
    private static final String MAPS = " DOTNET_PerfMapEnabled COMPlus_PerfMapEnabled";
    private static final String WRITES = " DOTNET_EnableWriteXorExecute";

    @TempDir
    Path directory;

    /** The function's output, followed by the agent's log. */
    private List<String> saidWith(String... variables) throws Exception {
        Means.require("perf");
        Map<String, String> settings = new HashMap<>();
        settings.put(
                "FAAS_TRACE_RUNTIME_DIR",
                Path.of("template-overlays/dotnet-runtime").toAbsolutePath().toString());
        for (int i = 0; i < variables.length; i += 2) {
            settings.put(variables[i], variables[i + 1]);
        }
        // In http mode, the agent reports missing names only after perf is attached. So the function waits for perf.
        String command = "http".equals(settings.get("mode")) ? SAY + "; " + Agent.UNTIL_ARMED : SAY;
        try (Agent agent = new Agent(directory, "sh", settings, "sh", "-c", command)) {
            assertThat(agent.exitCode()).isZero();
            return List.of(agent.output().strip(), agent.log().strip());
        }
    }

    @Test
    void dotnetWritesItsMapWhereOneProcessAnswersAllRequests() throws Exception {
        assertThat(saidWith("mode", "http")).containsExactly("3 3 0," + MAPS + WRITES, "");
    }

    @Test
    void dotnetWritesNoMapForEachCallAndTheLogSaysSoInOneLine() throws Exception {
        List<String> said = saidWith("mode", "streaming");
        assertThat(said.get(0)).isEmpty();
        assertThat(said.get(1)).startsWith("faas-trace: native frames only").hasLineCount(1);
    }

    @Test
    void whatSomebodySetForDotnetStays() throws Exception {
        String others = " COMPlus_PerfMapEnabled" + WRITES;
        assertThat(saidWith("mode", "http", "DOTNET_PerfMapEnabled", "0")).containsExactly("0 0 ," + others, "");
        others = " DOTNET_PerfMapEnabled" + WRITES;
        assertThat(saidWith("mode", "http", "COMPlus_PerfMapEnabled", "1")).containsExactly("1 1 0," + others, "");
    }

    @Test
    void whereSomebodyHasDotnetMapItsCodeTwiceTheLogSaysThatNamesAreMissing() throws Exception {
        for (String name : List.of("DOTNET_EnableWriteXorExecute", "COMPlus_EnableWriteXorExecute")) {
            List<String> said = saidWith("mode", "http", name, "1");
            assertThat(said.get(0)).startsWith("3 3 1," + MAPS);
            assertThat(said.get(1)).startsWith("faas-trace: native frames only").hasLineCount(1);
        }
    }
}
