package faastrace.cli.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.CollectorProcess;
import faastrace.Means;
import faastrace.problem.Problem;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@Timeout(60)
class CollectCommandIT {
    private static final Pattern LISTENING = Pattern.compile("Listening at (http://\\S+)");
    private static final String TRACE = "pi 12/13 5.500000: 1 cpu-clock:u: \n\t    7f3 f+0x10 (/usr/bin/app)\n\n";

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void itSaysWhereItListensAndAtTheEndHowManyTracesCame() throws Exception {
        running(new String[0], url -> {
            waitFor(out, Pattern.compile("--host 0\\.0\\.0\\.0"));
            assertThat(out.toString()).contains(directory.toString());
            assertThat(send(url)).isEqualTo(201);
            assertThat(send(url)).isEqualTo(201);
        });
        assertThat(err.toString()).matches("Received 2 traces of 1 function, \\d+ bytes\n");
    }

    @Test
    void ifAskedItLogsEachTrace() throws Exception {
        running(new String[] {"--log-traces"}, url -> {
            assertThat(send(url)).isEqualTo(201);
            waitFor(err, Pattern.compile("pi \\S+\\.perf\\.gz \\d+ bytes"));
        });
        assertThat(err.toString()).doesNotContain("Received");
    }

    @Test
    void whereNothingCameNothingIsLogged() throws Exception {
        running(new String[0], url -> {});
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void inAContainerItSaysWhoReachesItsAddress() {
        List<String> urls = List.of("http://172.17.0.2:4141/");
        assertThat(CollectCommand.invitation(urls, false))
                .isEqualTo("Functions can send traces to http://172.17.0.2:4141/");
        assertThat(CollectCommand.invitation(urls, true))
                .startsWith("Functions can send traces to http://172.17.0.2:4141/, if they are in the same container")
                .contains("(-p)");
    }

    @Test
    void openToAllItNamesTheAddressesOfThisMachine() throws Exception {
        running(new String[] {"--host", "0.0.0.0"}, url -> {
            waitFor(out, Pattern.compile("network you trust"));
            assertThat(out.toString()).containsPattern("Functions can send traces to http://[0-9.]+:\\d+/");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"ip link set lo up; exec \"$@\"", "exec \"$@\""})
    void withoutANetworkNoAddressIsPassedOffAsReachable(String script) throws Exception {
        Means.require("unshare");
        Means.requireRoot();
        Process process = new ProcessBuilder(
                        "unshare",
                        "--net",
                        "sh",
                        "-c",
                        script,
                        "sh",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "faastrace.cli.Main",
                        "collect",
                        "--host",
                        "0.0.0.0",
                        "--port",
                        "0",
                        "--dir",
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader said = process.inputReader()) {
            assertThat(said.readLine()).startsWith("Listening at http://0.0.0.0:");
            assertThat(said.readLine()).startsWith("Keeping traces in ");
            assertThat(said.readLine())
                    .startsWith("No function can reach the collector")
                    .doesNotContain("http");
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    @Test
    void underABasePathItPrintsAddressesWithIt() throws Exception {
        running(new String[] {"--base-path", "/traces/", "--host", "0.0.0.0"}, url -> {
            waitFor(out, Pattern.compile("network you trust"));
            assertThat(out.toString())
                    .containsPattern("Listening at http://0\\.0\\.0\\.0:\\d+/traces/\n")
                    .containsPattern("Functions can send traces to http://[0-9.]+:\\d+/traces/");
            assertThat(send(url)).isEqualTo(201);
        });
    }

    @Test
    void toldToStopItStopsAndThatIsNoFailure() throws Exception {
        Process process = CollectorProcess.start(directory, 0);
        try (BufferedReader said = process.inputReader()) {
            Matcher listening = LISTENING.matcher(said.readLine());
            assertThat(listening.find()).isTrue();
            assertThat(send(listening.group(1))).isEqualTo(201);
            process.destroy();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(directory).isDirectoryNotContaining("glob:**.lock");
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aPortInUseIsAProblem() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> run("--port", "" + taken.getLocalPort()))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("in use");
        }
    }

    @Test
    void aPortThatCannotBeAndAHostThatIsNotOursAreProblems() {
        assertThatThrownBy(() -> run("--port", "70000")).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> run("--port", "0", "--host", "192.0.2.1")).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> run("--port", "0", "--host", "no-such-host.invalid"))
                .isInstanceOf(Problem.class);
    }

    private interface Use {
        void with(String url) throws Exception;
    }

    private void running(String[] options, Use use) throws Exception {
        CompletableFuture<Integer> exit = new CompletableFuture<>();
        Thread thread = new Thread(() -> exit.complete(run(concat(options, "--port", "0"))));
        thread.start();
        use.with(waitFor(out, LISTENING));
        thread.interrupt();
        assertThat(exit.get(30, TimeUnit.SECONDS)).isZero();
    }

    private static String[] concat(String[] options, String... more) {
        String[] all = Arrays.copyOf(options, options.length + more.length);
        System.arraycopy(more, 0, all, options.length, more.length);
        return all;
    }

    private int run(String... options) {
        CommandLine line = new CommandLine(new CollectCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        line.parseArgs(concat(options, "--dir", directory.toString()));
        return ((CollectCommand) line.getCommand()).call();
    }

    private static int send(String url) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("X-name", "pi")
                .POST(HttpRequest.BodyPublishers.ofString(TRACE))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static String waitFor(StringWriter text, Pattern pattern) throws InterruptedException {
        Instant end = Instant.now().plusSeconds(20);
        Matcher matcher = pattern.matcher(text.toString());
        while (!matcher.find() && Instant.now().isBefore(end)) {
            Thread.sleep(10);
            matcher = pattern.matcher(text.toString());
        }
        assertThat(text.toString()).containsPattern(pattern);
        return matcher.groupCount() > 0 ? matcher.group(1) : matcher.group();
    }
}
