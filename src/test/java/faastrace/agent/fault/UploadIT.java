package faastrace.agent.fault;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import faastrace.agent.Processes;
import faastrace.agent.TraceSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests how the agent sends traces with the programs that images have. */
@Timeout(120)
class UploadIT {
    private static final String TOKEN = "s3cret-t0ken";

    @TempDir
    Path directory;

    /** If the links were left, JUnit would warn about them when it deletes the folder. */
    @AfterEach
    void removeLinks() throws IOException {
        if (Files.notExists(directory.resolve("bin"))) {
            return;
        }
        try (Stream<Path> links = Files.list(directory.resolve("bin"))) {
            for (Path link : (Iterable<Path>) links::iterator) {
                Files.delete(link);
            }
        }
    }

    /** A PATH with all programs of this machine. The given program is the only one that can send traces. */
    private String only(String sender) throws IOException {
        Path bin = Files.createDirectory(directory.resolve("bin"));
        try (Stream<Path> programs = Files.list(Path.of("/usr/bin"))) {
            for (Path program : (Iterable<Path>) programs::iterator) {
                String name = program.getFileName().toString();
                if (!List.of("curl", "wget").contains(name)) {
                    Files.createSymbolicLink(bin.resolve(name), program);
                }
            }
        }
        switch (sender) {
            case "busybox wget" -> Files.createSymbolicLink(bin.resolve("wget"), Path.of("/usr/bin/busybox"));
            case "busybox-static wget" ->
                Files.createSymbolicLink(bin.resolve("wget"), Path.of(Means.program("busybox-static")));
            case "none" -> {}
            default -> Files.createSymbolicLink(bin.resolve(sender), Path.of("/usr/bin", sender));
        }
        return bin.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"wget", "busybox wget"})
    void tracesAreSentWithoutCurl(String sender) throws Exception {
        Means.require("perf", "/usr/bin/python3", sender.split(" ")[0]);
        try (TraceSink sink = new TraceSink()) {
            new Trial(directory, Kind.FORKED)
                    .onceArmed()
                    .with("PATH", only(sender))
                    .with("FAAS_TRACE_URL", sink.url())
                    .saysNothing();
            assertThat(sink.ids()).contains("plain", "asked");
            assertThat(sink.names()).containsOnly("fn");
            assertThat(sink.keys()).doesNotHaveDuplicates().allMatch(key -> key.matches("[0-9a-f-]{36}-\\d+d?\\.gz"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"wget", "busybox wget"})
    void aRefusalIsUnderstoodWithoutCurl(String sender) throws Exception {
        Means.require("perf", "/usr/bin/python3", sender.split(" ")[0]);
        try (FaultyCollector collector = new FaultyCollector("404")) {
            new Trial(directory, Kind.FORKED)
                    .onceArmed()
                    .with("PATH", only(sender))
                    .with("FAAS_TRACE_URL", collector.url())
                    .says("faas-trace: the collector rejects recordings with status 404; these recordings are dropped");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"curl", "wget", "busybox wget"})
    void aRecordingSentAgainBearsTheSameKey(String sender) throws Exception {
        Means.require("perf", "/usr/bin/python3", sender.split(" ")[0]);
        try (FaultyCollector collector = new FaultyCollector("503")) {
            new Trial(directory, Kind.FORKED)
                    .onceArmed()
                    .with("PATH", only(sender))
                    .with("FAAS_TRACE_URL", collector.url())
                    .struckBy(agent -> assertThat(
                                    Processes.comes(() -> collector.requests().size() > 1))
                            .isTrue())
                    .says("faas-trace: recordings wait: .* does not accept them.*", "faas-trace: left behind: .*");
            Pattern key = Pattern.compile("\r\nIdempotency-Key: ([0-9a-f-]{36}-\\d+d?\\.gz)\r\n");
            assertThat(collector.requests())
                    .hasSizeGreaterThan(1)
                    .allMatch(head -> key.matcher(head).find());
            assertThat(collector.requests().stream()
                            .map(head -> key.matcher(head)
                                    .results()
                                    .map(found -> found.group(1))
                                    .findFirst())
                            .distinct())
                    .hasSizeLessThan(collector.requests().size());
        }
    }

    /**
     * GNU wget would follow the redirect with a GET request. That would send the token to another server and would not
     * upload the trace.
     */
    @ParameterizedTest
    @ValueSource(strings = {"curl", "wget"})
    void whoIsSentElsewhereKeepsTraceAndToken(String sender) throws Exception {
        Means.require("perf", "/usr/bin/python3", sender);
        Path token = Files.writeString(directory.resolve("token"), TOKEN + "\n");
        try (FaultyCollector elsewhere = new FaultyCollector("200");
                FaultyCollector collector = new FaultyCollector("302 said\r\nLocation: " + elsewhere.url() + "x")) {
            new Trial(directory, Kind.FORKED)
                    .onceArmed()
                    .with("PATH", only(sender))
                    .with("FAAS_TRACE_TOKEN_FILE", token.toString())
                    .with("FAAS_TRACE_URL", collector.url().replace("//", "//me:s3cret@"))
                    .says(
                            "faas-trace: recordings wait: " + collector.url() + " does not accept them \\(302\\);.*",
                            "faas-trace: left behind: .*");
            assertThat(collector.requests()).isNotEmpty();
            assertThat(elsewhere.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "busybox wget"})
    void whereNothingCanSendItIsSaid(String sender) throws Exception {
        Means.require("perf", "/usr/bin/python3", "busybox");
        Path token = Files.writeString(directory.resolve("token"), TOKEN + "\n");
        try (FaultyCollector collector = new FaultyCollector("201")) {
            new Trial(directory, Kind.FORKED)
                    .onceArmed()
                    .with("PATH", only(sender))
                    .with("FAAS_TRACE_TOKEN_FILE", token.toString())
                    .with("FAAS_TRACE_URL", collector.url())
                    .says("faas-trace: recordings are dropped: .*; install curl");
            assertThat(collector.requests()).isEmpty();
        }
    }

    /** No process ever writes to the pipe, so reading the token from it would never end. */
    @Test
    void aPipeInThePlaceOfATokenIsNotWaitedFor() throws Exception {
        Means.require("perf", "/usr/bin/python3", "curl", "mkfifo");
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        try (TraceSink sink = new TraceSink()) {
            new Trial(directory, Kind.FORKED)
                    .onceArmed()
                    .with("FAAS_TRACE_TOKEN_FILE", pipe.toString())
                    .with("FAAS_TRACE_URL", sink.url())
                    .says("faas-trace: recordings are sent without a token: " + pipe
                            + " \\(FAAS_TRACE_TOKEN_FILE\\) is not a readable file");
            assertThat(sink.ids()).contains("plain", "asked");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"curl", "wget"})
    void theTokenIsSentAndSeenByNobodyElse(String sender) throws Exception {
        Means.require("perf", "/usr/bin/python3", sender);
        Path token = Files.writeString(directory.resolve("token"), TOKEN + "\n");
        try (FaultyCollector collector = new FaultyCollector("slow")) {
            new Trial(directory, Kind.FORKED)
                    .onceArmed()
                    .with("PATH", only(sender))
                    .with("FAAS_TRACE_TOKEN_FILE", token.toString())
                    .with("FAAS_TRACE_URL", collector.url())
                    .struckBy(agent -> {
                        assertThat(Processes.comes(() -> !collector.requests().isEmpty()))
                                .isTrue();
                        assertThat(ProcessHandle.allProcesses().map(p -> Processes.commandLine(p.pid())))
                                .anyMatch(line -> line.contains(collector.url()))
                                .noneMatch(line -> line.contains(TOKEN));
                    })
                    .says(
                            "faas-trace: (recordings wait|the last recording took too long).*",
                            "faas-trace: left behind: .*");
            assertThat(collector.requests())
                    .allMatch(head -> head.contains("\r\nAuthorization: Bearer " + TOKEN + "\r\n"));
        }
    }

    /**
     * The proxy variables and curl's configuration file are meant only for the function, so the agent must not use
     * them.
     */
    @ParameterizedTest
    @ValueSource(strings = {"curl", "wget", "busybox wget", "busybox-static wget"})
    void theFunctionsProxiesSeeNoTraces(String sender) throws Exception {
        Means.require("perf", "/usr/bin/python3", sender.split(" ")[0]);
        Files.writeString(directory.resolve(".curlrc"), "proxy = http://127.0.0.1:9/\n");
        Trial trial = new Trial(directory, Kind.FORKED).with("HOME", directory.toString());
        for (String name :
                List.of("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")) {
            trial.with(name, "http://127.0.0.1:9/");
        }
        try (TraceSink sink = new TraceSink()) {
            trial.onceArmed()
                    .with("PATH", only(sender))
                    .with("FAAS_TRACE_URL", sink.url())
                    .saysNothing();
            assertThat(sink.ids()).contains("plain", "asked");
        }
    }

    /** The proxy resolves the collector's name. The agent's machine need not be able to do so. */
    @ParameterizedTest
    @ValueSource(strings = {"curl", "wget"})
    void aProxyOfOurOwnIsUsedAndNamed(String sender) throws Exception {
        Means.require("perf", "/usr/bin/python3", sender.split(" ")[0]);
        try (FaultyCollector proxy = new FaultyCollector("201")) {
            new Trial(directory, Kind.FORKED)
                    .onceArmed()
                    .with("PATH", only(sender))
                    .with("no_proxy", "*")
                    .with("NO_PROXY", "*")
                    .with("FAAS_TRACE_PROXY", proxy.url().replace("//", "//me:s3cret@"))
                    .with("FAAS_TRACE_URL", "http://collector.invalid:4141/")
                    .says("faas-trace: recordings are sent through the proxy " + proxy.url());
            assertThat(proxy.requests())
                    .isNotEmpty()
                    .allMatch(head -> head.startsWith("POST http://collector.invalid:4141/ HTTP/1."));
        }
    }

    /** Through a proxy, busybox wget sends a GET request instead of a POST request, so the agent must not use it. */
    @ParameterizedTest
    @ValueSource(strings = {"busybox wget", "busybox-static wget"})
    void busyboxIsNotAskedToPostThroughAProxy(String sender) throws Exception {
        Means.require("perf", "/usr/bin/python3", sender.split(" ")[0]);
        try (FaultyCollector proxy = new FaultyCollector("201")) {
            new Trial(directory, Kind.FORKED)
                    .onceArmed()
                    .with("PATH", only(sender))
                    .with("FAAS_TRACE_PROXY", proxy.url())
                    .with("FAAS_TRACE_URL", "http://collector.invalid:4141/")
                    .says(
                            "faas-trace: recordings are dropped: this image's wget can't post through a proxy; install curl");
            assertThat(proxy.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"407", "503"})
    void aProxyThatTakesNothingIsNotTakenForTheCollector(String status) throws Exception {
        Means.require("perf", "/usr/bin/python3", "curl");
        try (FaultyCollector proxy = new FaultyCollector(status)) {
            new Trial(directory, Kind.FORKED)
                    .onceArmed()
                    .with("FAAS_TRACE_PROXY", proxy.url())
                    .with("FAAS_TRACE_URL", "http://collector.invalid:4141/")
                    .says(
                            "faas-trace: recordings wait: http://collector.invalid:4141/ does not accept them \\("
                                    + status + " through the proxy " + proxy.url() + "\\); .* or FAAS_TRACE_PROXY",
                            "faas-trace: left behind: .*");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy:3128", "socks5://me:s3cret@proxy", "http://pr oxy/", "http://proxy/\"\nurl = x"})
    void whatIsNoProxyIsNotUsed(String value) throws Exception {
        Means.require("perf", "/usr/bin/python3", "curl");
        try (TraceSink sink = new TraceSink()) {
            new Trial(directory, Kind.FORKED)
                    .onceArmed()
                    .with("FAAS_TRACE_PROXY", value)
                    .with("FAAS_TRACE_URL", sink.url())
                    .maySay(
                            "faas-trace: FAAS_TRACE_PROXY=.* is neither off nor an http or https URL; sending traces directly");
            assertThat(sink.ids()).contains("plain");
        }
    }
}
