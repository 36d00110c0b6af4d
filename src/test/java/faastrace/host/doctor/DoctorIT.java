package faastrace.host.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import faastrace.Means;
import faastrace.collector.Collector;
import faastrace.collector.Settings;
import faastrace.host.Commands;
import faastrace.host.HostContainer;
import faastrace.host.enable.AccessChange;
import faastrace.host.enable.Enable;
import faastrace.host.enable.EnableRequest;
import faastrace.host.seccomp.DefaultRules;
import faastrace.host.seccomp.PerfEventOpen;
import faastrace.host.seccomp.SeccompProfile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests containers with one restriction each. The doctor must report the restriction, and the cure that it prints must
 * remove the restriction. All tests use containers of a real engine.
 */
@Timeout(120)
class DoctorIT {
    @TempDir
    private static Path folder;

    private static HostContainer containers;
    private static Path opened;

    @BeforeAll
    static void prepare() throws IOException {
        containers = new HostContainer();
        opened = profile(PerfEventOpen.open(DefaultRules.of("podman")));
    }

    @AfterAll
    static void removeThem() throws IOException {
        if (containers != null) {
            containers.close();
        }
    }

    private static Path profile(SeccompProfile profile) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "seccomp", ".json"), profile.text());
    }

    private static List<String> all(List<String> options, String... more) {
        List<String> words = new ArrayList<>(options);
        words.addAll(List.of(more));
        return words;
    }

    /** Options for a container in which everything works. */
    private static List<String> sound(String... more) {
        return all(all(HostContainer.LOCKED, "--security-opt", "seccomp=" + opened), more);
    }

    private static List<Finding> findings(List<String> options, Optional<String> url) {
        String id = containers.start(options, "sleep", "100");
        return Doctor.inContainer(id, Optional.of(String.join(" ", containers.engine())), url);
    }

    private static Set<String> shut(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.state() == Finding.State.SHUT)
                .map(Finding::gate)
                .collect(Collectors.toSet());
    }

    private static void isShut(String gate, List<String> options, String cure) {
        List<Finding> findings = findings(options, Optional.empty());
        assertThat(shut(findings)).as(findings.toString()).containsExactly(gate);
        assertThat(findings.stream().filter(finding -> finding.gate().equals(gate)))
                .allSatisfy(finding -> assertThat(finding.cure()).contains(cure));
    }

    private static void isOpen(List<String> options) {
        List<Finding> findings = findings(options, Optional.empty());
        assertThat(shut(findings)).as(findings.toString()).isEmpty();
        assertThat(findings.stream().map(Finding::gate))
                .containsExactly(
                        "kernel",
                        "perf",
                        "capabilities",
                        "seccomp",
                        "paranoid",
                        "memlock",
                        "no_new_privs",
                        "maps",
                        "collector");
    }

    @Test
    void allIsOpenInASoundContainer() {
        isOpen(sound());
    }

    @Test
    void theSeccompProfileIsNamedAndEnableOpensIt() throws IOException {
        isShut("seccomp", HostContainer.LOCKED, "faas-trace enable");
        AccessChange opening = Enable.podman(new EnableRequest(
                folder,
                Path.of("/"),
                false,
                Optional.empty(),
                Optional.of(Path.of("cure.json")),
                false,
                Optional.empty(),
                Set.of(),
                false,
                new EnableRequest.ClusterRequest(List.of(), "", "", false),
                EnableRequest.EngineRequest.NONE));
        opening.apply();
        isOpen(all(HostContainer.LOCKED, "--security-opt", "seccomp=" + folder.resolve("cure.json")));
    }

    @Test
    void aKernelWithoutPerfEventsIsNamed() {
        isShut("kernel", sound("--security-opt", "mask=/proc/sys/kernel"), "not under gVisor");
    }

    @Test
    void aMissingPerfIsNamedAndOpensWithOne() throws IOException {
        Path file = Files.createFile(folder.resolve("no-perf"));
        isShut("perf", sound("--volume", file + ":/usr/bin/perf:ro"), "linux-perf");
    }

    /** Simulates the distribution's wrapper on a machine without the package for the running kernel. */
    @Test
    void aPerfThatDoesNotRunIsNamedAndAnotherOneCuresIt() throws IOException {
        Path wrapper = folder.resolve("wrapper");
        Files.writeString(wrapper, "#!/bin/sh\necho WARNING: perf not found for kernel 1.2 >&2\nexit 2\n");
        assertThat(wrapper.toFile().setExecutable(true, false)).isTrue();
        String[] wrapped = {"--volume", wrapper + ":/mnt/perf:ro", "--env", "FAAS_TRACE_PERF=/mnt/perf"};
        isShut("perf", sound(wrapped), "FAAS_TRACE_PERF");
        isOpen(sound("--env", "FAAS_TRACE_PERF=/usr/bin/perf"));
    }

    @Test
    void capabilitiesOfThePerfFileOutsideTheBoundingSetAreNamedAndTakenOff() throws IOException {
        Means.require("setcap");
        Path perf = folder.resolve("perf-with-capabilities");
        Files.copy(Path.of("/usr/bin/perf"), perf);
        assertThat(perf.toFile().setExecutable(true, false)).isTrue();
        assertThat(Commands.run("setcap", "cap_perfmon+ep", perf.toString()).code())
                .isZero();
        List<String> options = List.of(
                "--tmpfs",
                "/tmp",
                "--security-opt",
                "seccomp=" + opened,
                "--volume",
                perf + ":/mnt/perf:ro",
                "--env",
                "FAAS_TRACE_PERF=/mnt/perf");
        isShut("capabilities", options, "setcap -r /mnt/perf");
        assertThat(Commands.run("setcap", "-r", perf.toString()).code()).isZero();
        isOpen(options);
    }

    /**
     * At perf_event_paranoid level 2, the kernel allows a process to sample itself. So the level can't be the cause,
     * and lowering the level can't be the cure.
     */
    @Test
    void aProfileThatAnswersAsTheLevelDoesIsNotTakenForTheLevel() throws IOException {
        String level = Files.readString(Path.of("/proc/sys/kernel/perf_event_paranoid"));
        Assumptions.assumeTrue(Integer.parseInt(level.strip()) <= 2, "the level of this machine is above 2");
        String text = opened(
                "{\"names\": [\"perf_event_open\"], \"action\": \"SCMP_ACT_ALLOW\"}",
                "{\"names\": [\"perf_event_open\"], \"action\": \"SCMP_ACT_ERRNO\", \"errnoRet\": 13}");
        Path refusing = profile(SeccompProfile.read("f", text));
        isShut(
                "seccomp",
                all(HostContainer.LOCKED, "--security-opt", "seccomp=" + refusing),
                "the container's seccomp profile");
        isOpen(sound());
    }

    private static String opened(String rule, String other) throws IOException {
        String text = Files.readString(opened);
        assertThat(text).contains(rule);
        return text.replace(rule, other);
    }

    @Test
    void aSpentRingBufferBudgetIsNamedAndAHigherLimitOpensIt() throws Exception {
        String greedy = "perf record -q -e cpu-clock:u -m 128 -B -N -o /tmp/x -- sleep 100";
        containers.start(sound("--user", "12077", "--ulimit", "memlock=0:0"), "sh", "-c", greedy);
        Thread.sleep(1500);
        List<String> poor = sound("--user", "12077", "--ulimit", "memlock=0:0");
        isShut("memlock", poor, "--ulimit memlock=4194304");
        isOpen(sound("--user", "12077", "--ulimit", "memlock=4194304:4194304"));
    }

    @Test
    void aTemporaryFolderThatCantBeWrittenIsNamedAndATmpfsCuresIt() {
        List<String> options = List.of("--security-opt", "no-new-privileges", "--security-opt", "seccomp=" + opened);
        isShut("maps", options, "--tmpfs /tmp");
        isOpen(all(options, "--tmpfs", "/tmp"));
    }

    @Test
    void aCollectorThatIsAwayAsksForATokenOrIsNoneIsNamed() throws Exception {
        Means.require("curl");
        try (Answering answering = new Answering()) {
            String url = "http://127.0.0.1:" + answering.port() + "/";
            for (int code : new int[] {401, 404, 507}) {
                answering.code = code;
                List<Finding> findings = findings(sound(), Optional.of(url));
                assertThat(shut(findings)).containsExactly("collector");
                assertThat(findings.get(findings.size() - 1).what()).contains("" + code);
            }
            for (int code : new int[] {400, 415, 201}) { // the responses of collectors to an empty trace
                answering.code = code;
                assertThat(shut(findings(sound(), Optional.of(url)))).isEmpty();
            }
        }
        List<Finding> away = findings(sound(), Optional.of("http://127.0.0.1:9/"));
        assertThat(shut(away)).containsExactly("collector");
        assertThat(away.get(away.size() - 1).cure()).contains("faas-trace collect");
    }

    /** Uses a real collector with a token. It must not store the doctor's test upload, which is not a trace. */
    @Test
    void aCollectorWithATokenIsNamedTheTokenCuresItAndNothingIsKept() throws Exception {
        Means.require("curl");
        Path traces = Files.createDirectory(folder.resolve("traces"));
        Path tokens = Files.writeString(folder.resolve("tokens"), "s3cret-of-the-collector\n");
        InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Settings open = Settings.of(traces).at(anywhere);
        List<String> token = sound("--volume", tokens + ":/mnt/token:ro", "--env", "FAAS_TRACE_TOKEN_FILE=/mnt/token");
        try (Collector collector = Collector.start(open, trace -> {})) {
            Optional<String> url = Optional.of("http://127.0.0.1:" + collector.port() + "/");
            assertThat(shut(findings(sound(), url))).isEmpty();
            assertThat(shut(findings(token, url))).isEmpty();
        }
        try (Collector collector = Collector.start(open.withTokens(tokens), trace -> {})) {
            Optional<String> url = Optional.of("http://127.0.0.1:" + collector.port() + "/");
            List<Finding> refused = findings(sound(), url);
            assertThat(shut(refused)).containsExactly("collector");
            assertThat(refused.get(refused.size() - 1).what()).contains("requires a token", "401");
            assertThat(refused.get(refused.size() - 1).cure()).contains("FAAS_TRACE_TOKEN_FILE");
            assertThat(shut(findings(token, url))).isEmpty();
            Files.setPosixFilePermissions(tokens, PosixFilePermissions.fromString("rw-------"));
            List<Finding> unread = findings(token, url);
            assertThat(unread.get(unread.size() - 1).what()).contains("can't read the token");
        }
        try (Stream<Path> files = Files.walk(traces)) {
            assertThat(files.filter(Files::isRegularFile)
                            .filter(file -> file.toString().contains("doctor")))
                    .isEmpty();
        }
        assertThat(traces.resolve("faas-trace-doctor")).doesNotExist();
    }

    @Test
    void thisMachineIsExaminedAsSomebodyWithoutRights() {
        List<Finding> findings = Doctor.here(Optional.empty());
        assertThat(findings).extracting(Finding::gate).contains("kernel", "seccomp", "maps", "collector");
    }

    /** A server that returns the same response to every request. */
    private static final class Answering implements AutoCloseable {
        private final HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        private volatile int code;

        Answering() throws IOException {
            server.createContext("/", exchange -> {
                byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(code, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
        }

        int port() {
            return server.getAddress().getPort();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
