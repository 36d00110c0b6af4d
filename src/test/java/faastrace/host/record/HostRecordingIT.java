package faastrace.host.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import faastrace.Means;
import faastrace.host.Commands;
import faastrace.host.HostContainer;
import faastrace.host.RecordingStop;
import faastrace.problem.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Records running containers, control groups and processes from outside with a real perf. */
@Timeout(120)
class HostRecordingIT {
    private static final Path RESOURCES = Path.of("src/test/resources/host").toAbsolutePath();
    private static final Pattern SAMPLE = Pattern.compile("(?m)^\\S.*?\\s(\\d+)/\\d+ +\\[");

    @TempDir
    private static Path folder;

    private static HostContainer containers;
    private static int files;

    @BeforeAll
    static void prepare() throws IOException {
        Means.require("node");
        containers = new HostContainer();
    }

    @AfterAll
    static void removeThem() throws IOException {
        if (containers != null) {
            containers.close();
        }
    }

    /** The containers use CPU time for a minute, which would disturb the following tests. */
    @AfterEach
    void endContainers() {
        containers.removeAll();
    }

    private static String node(String... options) {
        List<String> words = new ArrayList<>(HostContainer.LOCKED);
        words.addAll(List.of("--volume", RESOURCES + ":/code:ro"));
        words.addAll(List.of(options));
        return containers.start(
                words,
                "node",
                "--perf-basic-prof-only-functions",
                "--interpreted-frames-native-stack",
                "/code/busy.js");
    }

    private static long firstProcess(String container) {
        List<String> words = new ArrayList<>(containers.engine());
        words.addAll(List.of("inspect", "--format", "{{.State.Pid}}", container));
        return Long.parseLong(Commands.run(words, Map.of(), 30).out().strip());
    }

    private static RecordRequest request(String container, String group, Long process, Path output, URI url) {
        return request(container, group, process, output, url, 1);
    }

    private static RecordRequest request(
            String container, String group, Long process, Path output, URI url, int seconds) {
        return new RecordRequest(
                folder,
                Optional.ofNullable(container),
                Optional.ofNullable(group),
                Optional.ofNullable(process),
                Optional.of(String.join(" ", containers.engine())),
                Optional.of("pi"),
                Optional.empty(),
                seconds,
                200,
                false,
                false,
                Optional.ofNullable(output),
                Optional.ofNullable(url).map(URI::toString),
                Optional.empty());
    }

    /** Records and returns the decompressed trace. */
    private static String record(String container, String group, Long process) throws IOException {
        Path file = Path.of("trace-" + files++ + ".perf.gz");
        HostRecording.Result result = HostRecording.prepare(
                        request(container, group, process, file, null), new RecordingStop())
                .run();
        String text = unpacked(Files.readAllBytes(folder.resolve(file)));
        assertThat(result.samples()).isEqualTo(SAMPLE.matcher(text).results().count());
        assertThat(result.samples()).isGreaterThanOrEqualTo(2); // a busy machine gives only a few
        assertThat(text)
                .startsWith("# ========\n# faas-trace 1\n# faas-trace meta ")
                .contains(" function=pi ");
        return text;
    }

    private static String unpacked(byte[] bytes) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Set<Long> processes(String text) {
        return SAMPLE.matcher(text)
                .results()
                .map((MatchResult match) -> Long.valueOf(match.group(1)))
                .collect(Collectors.toSet());
    }

    @Test
    void aContainerIsRecordedAloneWithItsFramesNamed() throws Exception {
        String id = node();
        String bystander = node();
        Thread.sleep(1000);
        String text = record(id.substring(0, 12), null, null);
        assertThat(processes(text)).containsExactly(firstProcess(id)).doesNotContain(firstProcess(bystander));
        assertThat(text).contains("grindNumbers /code/busy.js");
    }

    @Test
    void aContainerIsFoundByTheNameThatItsEngineKnows() throws Exception {
        String id = node("--name", "pi-by-name");
        Thread.sleep(1000);
        assertThat(processes(record("pi-by-name", null, null))).containsExactly(firstProcess(id));
    }

    @Test
    void aGroupIsRecordedWithAllItsProcessesAndNoOther() throws Exception {
        List<String> words = new ArrayList<>(HostContainer.LOCKED);
        words.addAll(List.of("--volume", RESOURCES + ":/code:ro"));
        String shell = "/usr/bin/python3 /code/busy.py & /usr/bin/python3 /code/busy.py";
        String id = containers.start(words, "sh", "-c", shell);
        String bystander = node();
        Thread.sleep(500);
        String file = Files.readString(Path.of("/proc/" + firstProcess(id) + "/cgroup"));
        String group = Cgroups.group(file, Cgroups.mount(Files.readString(Path.of("/proc/self/mounts"))))
                .orElseThrow();
        String text = record(null, group, null);
        assertThat(processes(text)).hasSize(2).doesNotContain(firstProcess(bystander));
        assertThat(text).contains("_PyEval_EvalFrameDefault");
    }

    /** Needs a Python that was built with frame pointers and is new enough to name its functions. */
    @Test
    void pythonsFunctionsAreNamedWhereTheInterpreterCan() throws Exception {
        String python = System.getenv("FAAS_TRACE_PYTHON");
        if (python == null) {
            Means.missing("a Python of 3.12 or later", "set FAAS_TRACE_PYTHON to its path; .ci/python builds one");
        }
        Path home = Path.of(python).getParent().getParent();
        List<String> words = new ArrayList<>(HostContainer.LOCKED);
        // Mount the interpreter at the same path as outside, because it looks for its library at that path.
        words.addAll(List.of("--volume", RESOURCES + ":/code:ro", "--volume", home + ":" + home + ":ro"));
        words.addAll(List.of("--env", "PYTHONPERFSUPPORT=1"));
        String id = containers.start(words, python, "/code/busy.py");
        Thread.sleep(1000);
        assertThat(record(id, null, null)).contains("py::grind_numbers:/code/busy.py");
    }

    @Test
    void aProcessIsRecordedWithItsChildren() throws Exception {
        Process shell = new ProcessBuilder("sh", "-c", "while :; do :; done & while :; do :; done").start();
        try {
            Thread.sleep(300);
            assertThat(processes(record(null, null, shell.pid()))).hasSize(2).contains(shell.pid());
        } finally {
            shell.descendants().forEach(ProcessHandle::destroyForcibly);
            shell.destroyForcibly();
        }
    }

    /** perf rejects a list of processes if one of them has ended since the list was made. */
    @Test
    void aProcessThatKeepsStartingShortChildrenIsRecorded() throws Exception {
        String loop = "while :; do (:) & (:) & i=0; while [ $i -lt 5000 ]; do i=$((i + 1)); done; wait; done";
        Process shell = new ProcessBuilder("sh", "-c", loop).start();
        try {
            Thread.sleep(300);
            for (int i = 0; i < 3; i++) {
                assertThat(processes(record(null, null, shell.pid()))).isNotEmpty();
            }
        } finally {
            shell.destroyForcibly();
        }
    }

    @Test
    void aProcessThatEndsInTheMiddleIsRecordedUntilThen() throws Exception {
        String loop = "i=0; while [ $i -lt 2000000 ]; do i=$((i + 1)); done";
        Process shell = new ProcessBuilder("sh", "-c", loop).start();
        RecordRequest request = request(null, null, shell.pid(), Path.of("ended.perf.gz"), null, 90);
        assertThat(HostRecording.prepare(request, new RecordingStop()).run().samples())
                .isGreaterThan(10);
        assertThat(shell.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aTraceGoesToTheCollectorWhereOneIsNamed() throws Exception {
        AtomicReference<byte[]> taken = new AtomicReference<>();
        AtomicReference<String> name = new AtomicReference<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            name.set(exchange.getRequestHeaders().getFirst("X-name"));
            taken.set(exchange.getRequestBody().readAllBytes());
            exchange.sendResponseHeaders(201, -1);
            exchange.close();
        });
        server.start();
        String id = node();
        Thread.sleep(500);
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        assertThat(HostRecording.prepare(request(id, null, null, null, url), new RecordingStop())
                        .run()
                        .where())
                .isEqualTo(url.toString());
        server.stop(0);
        assertThat(name.get()).isEqualTo("pi");
        assertThat(unpacked(taken.get())).contains("cpu-clock:u");
        assertThatThrownBy(() -> HostRecording.prepare(request(id, null, null, null, url), new RecordingStop())
                        .run())
                .isInstanceOf(Problem.class)
                .hasMessageContaining("can't be reached; the trace is kept as");
        String[] kept = folder.toFile().list((dir, file) -> file.startsWith("pi-"));
        assertThat(kept).hasSize(1);
        assertThat(unpacked(Files.readAllBytes(folder.resolve(kept[0])))).contains("cpu-clock:u");
    }

    @Test
    void whereATraceCannotGoIsSaidBeforeItIsRecorded() {
        RecordingStop never = new RecordingStop();
        long self = ProcessHandle.current().pid();
        RecordRequest nowhere = request(null, null, self, Path.of("no/such/trace"), null);
        assertThatThrownBy(() -> HostRecording.prepare(nowhere, never))
                .hasMessageContaining("is not a writable folder");
        RecordRequest noAddress = request(null, null, self, null, URI.create("ftp://127.0.0.1/"));
        assertThatThrownBy(() -> HostRecording.prepare(noAddress, never))
                .hasMessageContaining("is not an http or https URL");
    }

    @Test
    void whatRestsOrIsNotThereIsSaid() {
        String id = containers.start(HostContainer.LOCKED, "sleep", "100");
        assertThatThrownBy(() -> record(id, null, null))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("0 samples");
        assertThatThrownBy(() -> record("no-such-container", null, null)).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> record(null, "/no/such/group", null)).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> record(null, null, 999_999_999L)).isInstanceOf(Problem.class);
        assertThat(folder.toFile().list((dir, name) -> name.startsWith("perf.data")))
                .isEmpty();
    }

    @Test
    void aFileThatIsThereIsNotOverwritten() throws Exception {
        Path there = Files.writeString(folder.resolve("there.perf.gz"), "kept");
        String id = node();
        Thread.sleep(300);
        assertThatThrownBy(() -> HostRecording.prepare(request(id, null, null, there, null), new RecordingStop())
                        .run())
                .isInstanceOf(Problem.class)
                .hasMessageContaining("already exists");
        assertThat(there).hasContent("kept");
    }
}
