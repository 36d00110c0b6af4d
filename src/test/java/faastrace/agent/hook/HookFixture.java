package faastrace.agent.hook;

import faastrace.agent.Agent;
import faastrace.agent.TraceSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** Starts servers with hooks in the folder of a function. */
abstract class HookFixture {
    @TempDir
    Path directory;

    void copy(String hook, String server, String as) throws IOException {
        Agent.copyHook(hook, directory);
        Files.copy(Agent.RESOURCES.resolve(server), directory.resolve(as));
    }

    Agent agent(TraceSink sink, String sample, String... command) throws IOException {
        return agent("sh", sink, sample, command);
    }

    Agent agent(String shell, TraceSink sink, String sample, String... command) throws IOException {
        Map<String, String> settings = new HashMap<>();
        settings.put("mode", "http");
        settings.put("FAAS_TRACE_URL", sink.url());
        settings.put("FAAS_TRACE_SAMPLE", sample);
        // Starts the command in fprocess, as the watchdog does. The agent has rewritten this command.
        settings.put("fprocess", String.join(" ", command));
        return new Agent(directory, shell, settings, "sh", "-c", "exec $fprocess");
    }
}
