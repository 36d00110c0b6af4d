package faastrace.host.enable;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.host.Commands;
import faastrace.host.HostContainer;
import faastrace.host.seccomp.Architecture;
import faastrace.host.seccomp.DefaultRules;
import faastrace.host.seccomp.PerfEventOpen;
import faastrace.host.seccomp.SeccompContext;
import faastrace.host.seccomp.SeccompProfile;
import faastrace.host.seccomp.SeccompProfileIT;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the profiles in a real engine and runtime, for a process without root and without capabilities. */
@Timeout(120)
class SeccompContainerIT {
    private static final String[] RECORDS_ITSELF = {
        "perf", "record", "-e", "cpu-clock:u", "-m", "4", "-B", "-N", "-o", "/tmp/perf.data", "true"
    };

    @TempDir
    private static Path folder;

    private static HostContainer containers;

    @BeforeAll
    static void prepare() throws IOException {
        containers = new HostContainer();
    }

    @AfterAll
    static void removeThem() throws IOException {
        if (containers != null) {
            containers.close();
        }
    }

    private static List<String> under(SeccompProfile profile) throws IOException {
        Path file = Files.createTempFile(folder, "seccomp", ".json");
        Files.writeString(file, profile.text());
        List<String> options = new ArrayList<>(HostContainer.LOCKED);
        options.addAll(List.of("--security-opt", "seccomp=" + file));
        return options;
    }

    @Test
    void theEnginesOwnProfileRefusesAndTheOpenedOneLetsIt() throws IOException {
        SeccompProfile own = SeccompProfile.read("f", Files.readString(SeccompProfileIT.PODMANS_OWN));
        Commands.Result refused = containers.run(HostContainer.LOCKED, RECORDS_ITSELF);
        assertThat(refused.code()).isNotZero();
        assertThat(refused.err()).contains("No permission");
        Commands.Result opened = containers.run(under(PerfEventOpen.open(own)), RECORDS_ITSELF);
        assertThat(opened.code()).as(opened.err()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker", "podman", "containerd"})
    void bothDialectsOfEachAreTakenByTheRuntimeAndOpenTheGate(String engine) throws IOException {
        SeccompProfile closed = DefaultRules.of(engine);
        SeccompContext none = SeccompContext.usual(Architecture.ofThisMachine()).with(Set.of());
        for (SeccompProfile profile : List.of(closed, closed.flat(none))) {
            assertThat(containers.run(under(profile), RECORDS_ITSELF).err()).contains("No permission");
            Commands.Result opened = containers.run(under(PerfEventOpen.open(profile)), RECORDS_ITSELF);
            assertThat(opened.code()).as(opened.err()).isZero();
        }
    }

    /** Makes each system call with invalid arguments, so that an allowed call fails at once. */
    @ParameterizedTest
    @ValueSource(strings = {"docker", "podman", "containerd"})
    void theKernelLetsExactlyOneCallMoreThrough(String engine) throws IOException {
        SeccompProfile closed = DefaultRules.of(engine);
        TreeMap<Integer, String> before = answers(closed);
        TreeMap<Integer, String> after = answers(PerfEventOpen.open(closed));
        assertThat(before).hasSizeGreaterThan(300);
        before.entrySet().removeAll(after.entrySet());
        assertThat(before.keySet()).containsExactly(perfEventOpen());
    }

    static int perfEventOpen() {
        return Architecture.ofThisMachine().name().equals("amd64") ? 298 : 241;
    }

    private static TreeMap<Integer, String> answers(SeccompProfile profile) throws IOException {
        Path script = Path.of("src/test/resources/host/calls.py").toAbsolutePath();
        List<String> options = new ArrayList<>(under(profile));
        options.addAll(List.of("--volume", script + ":/calls.py:ro"));
        return answers(containers.run(options, "/usr/bin/python3", "/calls.py"));
    }

    /** Parses the script's output: the number of each system call and the kernel's result. */
    static TreeMap<Integer, String> answers(Commands.Result result) {
        assertThat(result.code()).as(result.err()).isZero();
        TreeMap<Integer, String> answers = new TreeMap<>();
        result.out()
                .lines()
                .map(line -> line.split(" "))
                .forEach(parts -> answers.put(Integer.valueOf(parts[0]), parts[1]));
        return answers;
    }
}
