package faastrace.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Runs the agent as an image does: in a shell, around a command, with settings from the environment. */
public final class Agent implements AutoCloseable {
    public static final Path SCRIPT = AssembledAgent.file();
    public static final Path OVERLAYS = Path.of("template-overlays").toAbsolutePath();
    public static final Path RESOURCES = Path.of("src/test/resources/agent").toAbsolutePath();

    /**
     * The command of a function that waits until perf is attached and then runs for 0.3 s. Functions that handle all
     * requests in one process are started like this.
     */
    public static final String UNTIL_ARMED = SCRIPT + " exec sleep 0.3";

    /** HTTP/1.1 only, because servers as old as Node 8 drop connections that offer an upgrade to HTTP/2. */
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final int port = freePort();
    private final Path directory;
    private final List<String> words;
    private final Process process;

    public Agent(Path directory, String shell, Map<String, String> settings, String... command) throws IOException {
        this(directory, List.of(), settings, words(shell, command));
    }

    /**
     * Starts a command through a launcher, such as {@code unshare} or {@code setpriv}. The launcher may replace itself
     * with the command or wait for it.
     */
    public Agent(Path directory, List<String> launcher, Map<String, String> settings, List<String> words)
            throws IOException {
        this.directory = directory;
        this.words = List.copyOf(words);
        List<String> all = new ArrayList<>(launcher);
        all.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(all)
                .directory(directory.toFile())
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve("err").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("FAAS_TRACE"));
        builder.environment()
                .putAll(Map.of("port", "" + port, "TMPDIR", directory.toString(), "FAAS_TRACE_NAME", "fn"));
        builder.environment().putAll(settings);
        process = builder.start();
    }

    /** The command of an image. It runs the agent in this shell, and the agent starts the watchdog's command. */
    public static List<String> words(String shell, String... command) {
        List<String> words = Shells.words(shell);
        words.addAll(List.of(SCRIPT.toString(), "watchdog"));
        words.addAll(List.of(command));
        return words;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Copies a hook of the overlays into the function's folder, with the modules that it imports. */
    public static void copyHook(String hook, Path directory) throws IOException {
        int dot = hook.lastIndexOf('.');
        String modules = Pattern.quote(hook.substring(0, dot)) + "(_\\w+)?" + Pattern.quote(hook.substring(dot));
        try (Stream<Path> files = Files.walk(OVERLAYS)) {
            for (Path file : files.filter(f -> f.getFileName().toString().matches(modules))
                    .toList()) {
                Files.copy(file, directory.resolve(file.getFileName()));
            }
        }
    }

    /** The command that runs a build of Go with the hook in net/http. */
    public static List<String> goHook(String... build) {
        List<String> words = new ArrayList<>(
                List.of("sh", OVERLAYS.resolve("go-http/hook.sh").toString(), "run"));
        words.addAll(List.of(build));
        return words;
    }

    /** Builds the Go function with the hook as the program {@code server}. */
    public static void buildGo(Path directory) throws Exception {
        Files.copy(RESOURCES.resolve("server.go.txt"), directory.resolve("main.go"));
        Files.writeString(directory.resolve("go.mod"), "module handler\n\ngo 1.11\n");
        Process process = new ProcessBuilder(goHook("go", "build", "-o", "server", "."))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(process.getInputStream().readAllBytes())).isEmpty();
        assertThat(process.waitFor()).isZero();
    }

    /** Waits until the function listens, then sends a request and returns the response. */
    public HttpResponse<String> call(String id, String... headers) throws Exception {
        return call(Duration.ofSeconds(20), id, headers);
    }

    public HttpResponse<String> call(Duration patience, String id, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/?n=" + id))
                .timeout(patience)
                .header("X-Call-Id", id);
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            try {
                return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
            } catch (java.net.ConnectException e) {
                if (System.nanoTime() > end || !process.isAlive()) {
                    throw new IOException("no answer; the log says: " + log(), e);
                }
                Thread.sleep(50);
            }
        }
    }

    /** Waits until perf is attached. On a busy machine, the first request may stop waiting for perf before that. */
    public Agent armed() throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!isArmed()) {
            if (System.nanoTime() > end || !process.isAlive()) {
                throw new IOException("perf is not attached; the log says: " + log());
            }
            Thread.sleep(20);
        }
        return this;
    }

    private boolean isArmed() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.anyMatch(file -> Files.exists(file.resolve("armed")));
        }
    }

    /** Sends a request and ignores the response. */
    public void callQuietly(String id) {
        try {
            call(id);
        } catch (Exception e) {
            // There may be no response.
        }
    }

    /**
     * The id of the perf process that takes samples. While the recorder restarts perf, there is no such process, so
     * this waits for it.
     */
    public long perf() throws InterruptedException {
        assertThat(Processes.comes(() -> perfs().findAny().isPresent())).isTrue();
        return perfs().findAny().orElseThrow();
    }

    private Stream<Long> perfs() {
        return process.descendants()
                .map(ProcessHandle::pid)
                .filter(pid -> Processes.commandLine(pid).startsWith("perf\0record\0"));
    }

    /** Ends a function whose agent no longer runs. */
    public void endOrphan(List<String> command) {
        String line = String.join("\0", command) + "\0";
        ProcessHandle.allProcesses()
                .filter(handle -> Processes.commandLine(handle.pid()).equals(line))
                .filter(handle ->
                        Processes.with("TMPDIR=" + directory).stream().anyMatch(p -> p.startsWith(handle.pid() + " ")))
                .forEach(ProcessHandle::destroy);
    }

    /** Stops the agent as a container runtime does, and returns the exit code. */
    public int stop() throws Exception {
        self().destroy();
        return exitCode();
    }

    public int exitCode() throws Exception {
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            throw new IOException("it does not end; the log says: " + log());
        }
        return process.exitValue();
    }

    public String log() throws IOException {
        return Files.readString(directory.resolve("err"));
    }

    public String output() throws IOException {
        return Files.readString(directory.resolve("out"));
    }

    /** The process of the command itself, even if a launcher is its parent. */
    public ProcessHandle self() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .filter(this::isCopy)
                .filter(handle -> handle.parent().filter(this::isCopy).isEmpty())
                .findFirst()
                .orElse(process.toHandle());
    }

    /** Whether a process has the agent's command line. This includes the agent's forks. */
    private boolean isCopy(ProcessHandle handle) {
        return Processes.commandLine(handle.pid()).equals(String.join("\0", words) + "\0");
    }

    /** A file in the recorder's folder, if the file exists. The recorder's folder is inside the test's folder. */
    public Optional<Path> file(String name) {
        Path seen = Path.of("/proc/" + self().pid() + "/root" + directory); // it may be mounted only for the agent
        try (Stream<Path> files = Files.find(seen, 3, (file, attributes) -> file.endsWith(name))) {
            return files.filter(
                            file -> file.getParent().getFileName().toString().startsWith("faas-trace."))
                    .findFirst();
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    /** The agent's shell that waits for the recorder. Other shells of the agent wait for the watchdog. */
    public ProcessHandle keeper() {
        return self().children()
                .filter(this::isCopy)
                .filter(handle -> handle.children().anyMatch(this::isCopy))
                .findFirst()
                .orElseThrow();
    }

    /** The shell that reads the hooks' messages. */
    public ProcessHandle recorder() {
        return keeper().children().filter(this::isCopy).findFirst().orElseThrow();
    }

    @Override
    public void close() {
        self().destroy();
        process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
