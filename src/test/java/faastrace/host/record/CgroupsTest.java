package faastrace.host.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the control group layouts of different engines. No machine has all of them, so the test creates files. */
class CgroupsTest {
    private static final String ID = "45295577fa6ca1293d03fc82a379b4bd0eb378b956ed613538fd4f0be4b46ed6";
    private static final String OTHER = "45295577fa6cffff3d03fc82a379b4bd0eb378b956ed613538fd4f0be4b46ed6";

    private static final String SECOND_ONLY = "cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid 0 0\n";
    private static final String FIRST_ONLY = """
            tmpfs /sys/fs/cgroup tmpfs ro 0 0
            cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,cpu,cpuacct 0 0
            cgroup /sys/fs/cgroup/perf_event cgroup rw,nosuid,perf_event 0 0
            """;
    private static final String HYBRID = """
            tmpfs /sys/fs/cgroup tmpfs ro 0 0
            cgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0
            cgroup /sys/fs/cgroup/systemd cgroup rw,name=systemd 0 0
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/docker/@", // Docker, cgroupfs
                "/system.slice/docker-@.scope", // Docker, systemd
                "/user.slice/user-1000.slice/user@1000.service/user.slice/docker-@.scope", // rootless
                "/libpod_parent/libpod-@", // Podman, cgroupfs
                "/machine.slice/libpod-@.scope", // Podman, systemd
                "/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-@.scope",
                "/kubepods/burstable/pod2e3b7c/@", // containerd in Kubernetes, cgroupfs
                "/kubepods/pod2e3b7c/@", // the same, QoS class Guaranteed
                "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod2e3b_7c.slice/cri-containerd-@.scope",
                "/kubepods.slice/kubepods-pod2e3b.slice/crio-@.scope", // CRI-O
                "/system.slice/containerd.service/kubepods-besteffort-pod2e3b.slice:cri-containerd:@",
                "/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-pod2e.slice/cri-containerd-@.scope", // kind
                "/default/@", // nerdctl
                "/system.slice/nerdctl-@.scope"
            })
    void aContainerIsFoundByItsIdAndTwelveLettersOfIt(String layout) {
        String group = layout.replace("@.scope", ID + ".scope").replaceAll("@$", ID);
        assertThat(Cgroups.ofContainer(group, ID)).contains(group);
        assertThat(Cgroups.ofContainer(group, ID.substring(0, 12))).contains(group);
        assertThat(Cgroups.ofContainer(group + "/container", ID)).contains(group);
        assertThat(Cgroups.ofContainer(group + "/init.scope/x", ID)).contains(group);
        assertThat(Cgroups.ofContainer(group, OTHER)).isEmpty();
        assertThat(Cgroups.ofContainer(group, ID.substring(0, 11))).isEmpty();
        assertThat(Cgroups.ofContainer(group, "pi")).isEmpty();
    }

    @Test
    void whatWatchesOverAContainerIsNotIt() {
        assertThat(Cgroups.ofContainer("/machine.slice/libpod-conmon-" + ID + ".scope", ID))
                .isEmpty();
        assertThat(Cgroups.ofContainer("/kubepods.slice/crio-conmon-" + ID + ".scope", ID))
                .isEmpty();
        assertThat(Cgroups.ofContainer("/libpod_parent/conmon", "conmon")).isEmpty();
    }

    @Test
    void faasdsFunctionsAreFoundByTheirNames() {
        assertThat(Cgroups.ofContainer("/openfaas-fn/figlet", "figlet")).contains("/openfaas-fn/figlet");
        assertThat(Cgroups.ofContainer("/openfaas-fn/figlet", "fig")).isEmpty();
    }

    @Test
    void perfFollowsTheFirstVersionWhereItIsMountedForItElseTheSecond() {
        assertThat(Cgroups.mount(SECOND_ONLY)).isEqualTo(new Cgroups.Mount("/sys/fs/cgroup", ""));
        assertThat(Cgroups.mount(FIRST_ONLY)).isEqualTo(new Cgroups.Mount("/sys/fs/cgroup/perf_event", "perf_event"));
        assertThat(Cgroups.mount(HYBRID)).isEqualTo(new Cgroups.Mount("/sys/fs/cgroup/unified", ""));
        assertThat(Cgroups.mount(FIRST_ONLY + SECOND_ONLY).controller()).isEqualTo("perf_event");
        assertThat(Cgroups.mount(SECOND_ONLY + FIRST_ONLY).controller()).isEqualTo("perf_event");
        assertThatThrownBy(() -> Cgroups.mount("tmpfs /tmp tmpfs rw 0 0\n")).isInstanceOf(Problem.class);
    }

    @Test
    void theGroupIsThatOfTheHierarchyThatPerfFollows() {
        String file = "12:cpu,perf_event:/first\n3:memory:/memory\n1:name=systemd:/systemd\n0::/second:with:colons\n";
        assertThat(Cgroups.group(file, Cgroups.mount(FIRST_ONLY))).contains("/first");
        assertThat(Cgroups.group(file, Cgroups.mount(HYBRID))).contains("/second:with:colons");
        assertThat(Cgroups.group("0::/\n", Cgroups.mount(FIRST_ONLY))).isEmpty();
    }

    @TempDir
    private Path root;

    private void process(int pid, String group) throws IOException {
        Path folder = Files.createDirectories(root.resolve("proc/" + pid));
        Files.writeString(folder.resolve("cgroup"), "0::" + group + "\n");
    }

    private Cgroups machine() throws IOException {
        Files.createDirectories(root.resolve("proc/self"));
        Files.createDirectories(root.resolve("proc/999")); // a process that has just ended
        Files.writeString(root.resolve("proc/self/mounts"), SECOND_ONLY);
        return Cgroups.of(root);
    }

    @Test
    void aContainerOfSeveralProcessesIsOneAndAnAmbiguousBeginningIsRefused() throws IOException {
        Cgroups machine = machine();
        process(1, "/init.scope");
        process(17, "/machine.slice/libpod-" + ID + ".scope/container");
        process(18, "/machine.slice/libpod-" + ID + ".scope/container/deeper");
        assertThat(machine.find(ID)).contains("/machine.slice/libpod-" + ID + ".scope");
        assertThat(machine.find("pi")).isEmpty();
        assertThat(machine.find(17)).contains("/machine.slice/libpod-" + ID + ".scope/container");
        assertThat(machine.find(4711)).isEmpty();
        process(19, "/docker/" + OTHER);
        assertThatThrownBy(() -> machine.find(ID.substring(0, 12)))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("/docker/" + OTHER);
        assertThat(machine.find(OTHER)).contains("/docker/" + OTHER);
    }

    @Test
    void aGroupMayBeNamedByItsPathInTheHierarchyOrBelowItsMount() throws IOException {
        Files.createDirectories(root.resolve("sys/fs/cgroup/openfaas-fn/figlet"));
        Cgroups machine = machine();
        for (String path :
                new String[] {"/openfaas-fn/figlet", "openfaas-fn/figlet", "/sys/fs/cgroup/openfaas-fn/figlet"}) {
            assertThat(machine.named(path)).isEqualTo("/openfaas-fn/figlet");
        }
        for (String path : new String[] {"/openfaas-fn/other", "/a,b", "/sys/fs/cgroup/none"}) {
            assertThatThrownBy(() -> machine.named(path)).isInstanceOf(Problem.class);
        }
    }
}
