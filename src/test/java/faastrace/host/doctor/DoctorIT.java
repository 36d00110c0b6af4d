package faastrace.host.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import faastrace.host.Commands;
import faastrace.host.HostContainer;
import faastrace.host.enable.AccessChange;
import faastrace.host.enable.Enable;
import faastrace.host.enable.EnableRequest;
import faastrace.host.enable.KernelAccess;
import faastrace.host.seccomp.SeccompProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Tests containers with one restriction each. The doctor must report the restriction, and the cure that it prints must
 * remove the restriction. All tests use containers of a real engine.
 */
@Timeout(120)
class DoctorIT extends DoctorFixture {
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
                KernelAccess.userCode,
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
    void thisMachineIsExaminedAsSomebodyWithoutRights() {
        List<Finding> findings = Doctor.here(Optional.empty());
        assertThat(findings).extracting(Finding::gate).contains("kernel", "seccomp", "maps", "collector");
    }
}
