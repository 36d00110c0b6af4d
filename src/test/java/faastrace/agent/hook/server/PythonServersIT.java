package faastrace.agent.hook.server;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import faastrace.agent.Agent;
import faastrace.agent.Processes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Puts the hook into Python's HTTP servers, as PYTHONPATH does in an image. Needs neither the agent nor perf. */
@Timeout(120)
class PythonServersIT {
    private static final List<String> PATHS = List.of("/ok", "/fail", "/stream");

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aiohttp",
                "cheroot",
                "flask",
                "gevent",
                "gunicorn-gthread",
                "gunicorn-preload",
                "gunicorn-uvicorn",
                "http.server",
                "hypercorn",
                "hypercorn-wsgi",
                "quart",
                "tornado",
                "twisted",
                "uvicorn",
                "uvicorn-workers",
                "waitress"
            })
    void eachRequestIsTracedOnceAndAnsweredAsWithoutTheHook(String server) throws Exception {
        Means.require("python-servers");
        try (PythonServer plain = server(server, "plain", false);
                PythonServer hooked = server(server, "hooked", true).followed()) {
            List<String> expected = new ArrayList<>();
            for (String path : PATHS) {
                String id = "call" + path.replace('/', '-');
                assertThat(hooked.answer(path, "X-Call-Id: " + id)).isEqualTo(plain.answer(path, "X-Call-Id: " + id));
                expected.addAll(List.of("begin " + id, "end " + id));
            }
            assertThat(hooked.answer("/ok", "X-Call-Id: asked", "X-Faas-Trace: 1", "traceparent: " + PARENT))
                    .containsIgnoringCase("\r\nX-Faas-Trace-Id: asked\r\n");
            expected.addAll(List.of("begin asked", "end asked"));
            Processes.soon(() -> lines(hooked).containsAll(expected));
            assertThat(lines(hooked)).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(hooked.folder().invocations())
                    .filteredOn(line -> line.startsWith("end asked "))
                    .allMatch(line -> line.endsWith(" traceparent=" + PARENT + " demand=1"));
        }
    }

    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private PythonServer server(String server, String folder, boolean hooked) throws Exception {
        List<String> command = List.of(
                Means.program("python-servers"),
                Agent.RESOURCES.resolve("servers.py").toString(),
                server);
        return new PythonServer(directory.resolve(folder), hooked, Map.of(), command);
    }

    /** What the hook wrote about requests with an id of their own. */
    private static List<String> lines(PythonServer server) {
        return server.folder().invocations().stream()
                .map(line -> line.split(" ")[0] + " " + line.split(" ")[1])
                .filter(line -> line.matches("\\w+ (call-.*|asked)"))
                .toList();
    }
}
