package faastrace.agent.fault;

import faastrace.agent.Agent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** How a function handles requests. */
enum Kind {
    /** One server process with the hook handles all requests. */
    HTTP,
    /** Each request runs in its own process. */
    FORKED;

    Map<String, String> settings() {
        return this == HTTP
                ? Map.of("mode", "http", "talkative", "1")
                : Map.of("fprocess", "/bin/sh " + Agent.RESOURCES.resolve("talking.sh"));
    }

    /** Copies the function's files into the folder and returns the image's command without the agent. */
    String[] command(Path folder) throws IOException {
        Agent.copyHook("faas_trace.py", folder);
        for (Path file : List.of(Agent.RESOURCES.resolve("watchdog.py"), Agent.RESOURCES.resolve("server.py"))) {
            Files.copy(file, folder.resolve(file.getFileName()));
        }
        return new String[] {"/usr/bin/python3", this == HTTP ? "server.py" : "watchdog.py"};
    }
}
