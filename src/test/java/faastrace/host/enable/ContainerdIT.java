package faastrace.host.enable;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import faastrace.agent.AssembledAgent;
import faastrace.agent.TraceSink;
import faastrace.host.Commands;
import faastrace.host.Containerd;
import faastrace.host.seccomp.Architecture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Compares the profile that {@code enable kubernetes} writes with the default profile of a real containerd. */
@Timeout(180)
class ContainerdIT {
    private static final String[] RECORDS_ITSELF = {
        "perf", "record", "-e", "cpu-clock:u", "-m", "4", "-B", "-N", "-o", "/tmp/perf.data", "true"
    };

    @TempDir
    private static Path folder;

    private static Containerd containerd;

    @BeforeAll
    static void start() throws Exception {
        containerd = new Containerd();
    }

    @AfterAll
    static void stop() throws Exception {
        if (containerd != null) {
            containerd.close();
        }
    }

    /** The profile for this machine in the ConfigMap, for containers with these capabilities. */
    private static String written(Set<String> capabilities) {
        EnableRequest request = new EnableRequest(
                folder,
                Path.of("/"),
                false,
                Optional.empty(),
                Optional.of(Path.of("k8s")),
                false,
                Optional.empty(),
                capabilities,
                KernelAccess.userCode,
                new EnableRequest.ClusterRequest(List.of(), "openfaas-fn", "", false),
                new EnableRequest.EngineRequest(
                        Optional.empty(), Optional.of(containerd.release().toString())));
        String nodes = Enable.kubernetes(request).patch().changes().stream()
                .filter(change -> change.path().endsWith("/nodes.yaml"))
                .map(change -> new String(change.after().bytes(), StandardCharsets.UTF_8))
                .findFirst()
                .orElseThrow();
        String file = Architecture.ofThisMachine().machine() + ".json";
        for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(nodes)) {
            if (((Map<?, ?>) document).get("data") instanceof Map<?, ?> data) {
                return data.get(file).toString();
            }
        }
        throw new AssertionError("no profile in " + nodes);
    }

    private static List<String> opened(Set<String> capabilities) throws IOException {
        Path file = Files.writeString(Files.createTempFile(folder, "seccomp", ".json"), written(capabilities));
        return List.of("--seccomp", "--seccomp-profile", file.toString());
    }

    private static List<String> restricted(List<String> more) {
        List<String> options = new ArrayList<>(Containerd.NO_CAPABILITIES);
        options.addAll(more);
        return options;
    }

    @Test
    void theCallIsRefusedByContainerdsOwnProfileAndAllowedByOurs() throws IOException {
        Commands.Result refused = containerd.run(List.of("--seccomp"), RECORDS_ITSELF);
        assertThat(refused.code()).isNotZero();
        assertThat(refused.err()).contains("No permission");
        Commands.Result allowed = containerd.run(opened(Set.of()), RECORDS_ITSELF);
        assertThat(allowed.code()).as(allowed.err()).isZero();
    }

    @Test
    void exactlyOneCallDiffersWithTheUsualCapabilities() throws IOException {
        onlyOneCallDiffers(answers(List.of("--seccomp")), answers(opened(Set.of())));
    }

    @Test
    void exactlyOneCallDiffersWithoutCapabilities() throws IOException {
        onlyOneCallDiffers(answers(restricted(List.of("--seccomp"))), answers(restricted(opened(Set.of("none")))));
    }

    private static void onlyOneCallDiffers(TreeMap<Integer, String> before, TreeMap<Integer, String> after) {
        assertThat(before).hasSizeGreaterThan(300).hasSameSizeAs(after);
        before.entrySet().removeAll(after.entrySet());
        assertThat(before.keySet()).containsExactly(SeccompContainerIT.perfEventOpen());
    }

    private static TreeMap<Integer, String> answers(List<String> options) {
        List<String> words = new ArrayList<>(options);
        words.addAll(mount("src/test/resources/host"));
        return SeccompContainerIT.answers(containerd.run(words, "/usr/bin/python3", "/mnt/calls.py"));
    }

    private static List<String> mount(String folder) {
        return List.of("--mount", "type=bind,src=" + Path.of(folder).toAbsolutePath() + ",dst=/mnt,options=rbind:ro");
    }

    /** The container runs as in a namespace of Pod Security level "restricted". The test checks that in /proc. */
    @Test
    void aRestrictedFunctionUnderTheAgentSendsATrace() throws Exception {
        Means.require("curl");
        try (TraceSink sink = new TraceSink()) {
            Commands.Result status = containerd.run(
                    restricted(List.of("--seccomp")), "sh", "-c", "id -u; cat /proc/self/status; touch /x");
            assertThat(status.out())
                    .startsWith("12000\n")
                    .contains("CapBnd:\t0000000000000000\n", "NoNewPrivs:\t1\n", "Seccomp:\t2\n");
            assertThat(status.err()).contains("Read-only file system");
            Commands.Result refused = function(List.of("--seccomp"), sink);
            assertThat(refused.code()).as(refused.err()).isEqualTo(42);
            assertThat(sink.texts()).isEmpty();
            assertThat(refused.err()).contains("faas-trace: ", "seccomp");
            Commands.Result traced = function(opened(Set.of("none")), sink);
            assertThat(traced.code()).as(traced.err()).isEqualTo(42);
            assertThat(traced.err()).isEmpty();
            assertThat(sink.names()).isNotEmpty().allMatch("pi"::equals);
            assertThat(sink.texts()).allMatch(text -> TraceSink.samples(text) > 1);
        }
    }

    private static Commands.Result function(List<String> profile, TraceSink sink) {
        List<String> words = restricted(profile);
        words.addAll(mount(AssembledAgent.file().getParent().toString()));
        for (String setting : List.of("URL=" + sink.url(), "NAME=pi", "SAMPLE=all", "WINDOW=1", "LEVEL=process")) {
            words.addAll(List.of("--env", "FAAS_TRACE_" + setting));
        }
        // A loop that takes some seconds even on a fast machine. A process that ends before perf is attached leaves no
        // trace.
        String busy = "i=0; while [ $i -lt 8000000 ]; do i=$((i + 1)); done; exit 42";
        return containerd.run(words, "/mnt/faas-trace-agent", "watchdog", "sh", "-c", busy);
    }
}
