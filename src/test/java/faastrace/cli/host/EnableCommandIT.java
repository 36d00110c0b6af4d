package faastrace.cli.host;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.cli.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks what the command writes, prints and refuses. */
class EnableCommandIT extends EnableCommandFixture {
    @Test
    void aProfileIsWrittenWithHowToUseItAndHowToUndoIt() {
        Sandbox.Result result = sandbox.run("enable", "docker", "--root", root.toString());
        String file = "faas-trace-seccomp.json";
        assertThat(result.code()).isZero();
        assertThat(result.out()).isEqualTo(file + "\n");
        assertThat(result.err()).contains("--security-opt seccomp=" + file, "rm " + file);
        assertThat(sandbox.read("faas-trace-seccomp.json"))
                .contains("{\"names\": [\"perf_event_open\"], \"action\": \"SCMP_ACT_ALLOW\"}");
        Map<String, String> before = sandbox.snapshot();
        assertThat(sandbox.run("enable", "docker", "--root", root.toString()).err())
                .contains("Nothing to write");
        assertThat(sandbox.snapshot()).isEqualTo(before);
    }

    /** The command must also print kubectl commands, because manifest files alone change nothing in a cluster. */
    @Test
    void aClustersManifestsAreThereWithTheCommandsThatApplyThemAndTakeThemOut() throws IOException {
        String[] words = {"enable", "kubernetes", "--function", "pi", "--release", "2.1.4", "--engine", "k3s kubectl"};
        String made = folder(sandbox) + "/faas-trace-kubernetes/";
        Sandbox.Result first = sandbox.run(words);
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out().lines()).hasSize(4).allMatch(line -> line.startsWith(made));
        String commands = first.err().substring(first.err().indexOf("Next:"));
        assertThat(commands)
                .containsSubsequence(
                        "k3s kubectl apply -f " + made + "nodes.yaml",
                        "k3s kubectl rollout status -n faas-trace-seccomp",
                        "k3s kubectl patch deployment -n openfaas-fn pi --patch-file " + made + "deployment-patch.yaml",
                        "To undo it:",
                        "k3s kubectl patch deployment -n openfaas-fn pi -p '{\"spec\"",
                        "k3s kubectl delete -f " + made + "nodes.yaml",
                        "rm " + made + "nodes.yaml",
                        "rm " + made + "profile.yaml");
        Map<String, String> before = sandbox.snapshot();
        Sandbox.Result second = sandbox.run(words);
        assertThat(second.code()).isZero();
        assertThat(second.out()).isEmpty();
        assertThat(second.err())
                .startsWith("Nothing to write: the files already exist. faas-trace did not check whether the cluster"
                        + " has them.")
                .doesNotContain("everything is set up already")
                .endsWith(commands);
        assertThat(sandbox.snapshot()).isEqualTo(before);
    }

    @Test
    void aMachineWithoutKubectlIsToldSo() throws Exception {
        Path programs = Files.createDirectories(folder.resolve("programs"));
        Path shell = Files.writeString(programs.resolve("sh"), "#!/bin/sh\nexec /bin/sh \"$@\"\n");
        assertThat(shell.toFile().setExecutable(true)).isTrue();
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "faastrace.cli.Main",
                "enable",
                "kubernetes");
        builder.directory(folder.toFile()).redirectError(folder.resolve("said").toFile());
        builder.environment().put("PATH", programs.toString());
        assertThat(builder.start().waitFor()).isZero();
        assertThat(Files.readString(folder.resolve("said")))
                .contains("kubectl is not installed on this machine; install it, name another command with --engine");
    }

    @Test
    void dryRunPrintsADiffThatGitTakesAndCheckSaysOne() throws Exception {
        write(DAEMON, "{\n    \"log-driver\": \"journald\"\n}\n");
        Map<String, String> before = Sandbox.snapshot(root);
        Sandbox.Result dry = system("docker", "--dry-run");
        assertThat(dry.code()).isZero();
        assertThat(dry.out()).contains("+    \"seccomp-profile\": \"/etc/docker/faas-trace-seccomp.json\",");
        assertThat(system("docker", "--check").code()).isEqualTo(1);
        assertThat(Sandbox.snapshot(root)).isEqualTo(before);

        Path diff = Files.writeString(folder.resolve("diff"), dry.out());
        Process git = new ProcessBuilder("git", "apply", diff.toString())
                .directory(root.toFile())
                .inheritIO()
                .start();
        assertThat(git.waitFor()).isZero();
        assertThat(system("docker", "--check").code()).isZero();
        assertThat(system("docker").err()).contains("Nothing to write");
    }

    /**
     * Files in /proc were once rejected, because faas-trace rejects them wherever it expects a file that the user
     * wrote.
     */
    @Test
    void theLevelIsReadFromTheRunningKernel() {
        Sandbox.Result result = sandbox.run("enable", "faasd", "--dry-run");
        assertThat(result.code()).as(result.err()).isZero();
    }

    @Test
    void podmansOwnFileIsWhatIsStartedFromAndTheOneItLooksAtFirstIsWritten() throws IOException {
        String shipped = "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"syscalls\": [], \"shipped\": 1}\n";
        write("usr/share/containers/seccomp.json", shipped);
        assertThat(system("podman").code()).isZero();
        assertThat(read("etc/containers/seccomp.json")).contains("\"shipped\": 1", "perf_event_open");
        assertThat(read("usr/share/containers/seccomp.json")).isEqualTo(shipped);
        assertThat(system("podman", "--check").code()).isZero();
    }

    @Test
    void aLevelThatIsTooHighGetsAFileAndSaysWhatItOpens() throws IOException {
        write("proc/sys/kernel/perf_event_paranoid", "4\n");
        Sandbox.Result result = sandbox.run("enable", "faasd", "--root", root.toString());
        assertThat(read(SYSCTL)).contains("kernel.perf_event_paranoid = 2\n");
        assertThat(result.err())
                .contains("its own", "sysctl kernel.perf_event_paranoid=4", "sysctl -p", "rm " + root.resolve(SYSCTL));
        assertThat(sandbox.run("enable", "faasd", "--root", root.toString(), "--check")
                        .code())
                .isZero();
    }

    @Test
    void faasdNeedsNothingOpenedAndThatIsSaidFirst() throws IOException {
        write("proc/sys/kernel/perf_event_paranoid", "2\n");
        for (String heading : List.of("Next:", "What this allows:")) {
            List<String> said = sandbox.run("enable", "faasd", "--root", root.toString())
                    .err()
                    .lines()
                    .toList();
            assertThat(said.get(said.indexOf(heading) + 1))
                    .contains("runs functions without a seccomp profile, so no profile blocks");
            write("proc/sys/kernel/perf_event_paranoid", "4\n");
        }
    }

    @Test
    void framesOfTheKernelAreOpenedOnlyOnRequestAndWithAWarning() throws IOException {
        Sandbox.Result result = sandbox.run("enable", "faasd", "--kernel-frames", "--root", root.toString());
        assertThat(read(SYSCTL)).contains("kernel.perf_event_paranoid = 1\n", "kernel.kptr_restrict = 0\n");
        assertThat(result.err()).contains("attackers");
    }

    @Test
    void aMalformedProfileAnUnknownArchitectureAndAnUnknownCapabilityAreRefused() throws IOException {
        sandbox.write("bad.json", "{\"defaultAction\": \"SCMP_ACT_ERRNO\",\n \"syscalls\": [{}]}");
        refused(system("docker", "--profile", "bad.json"), "bad.json:2:");
        refused(system("docker", "--profile", "missing.json"), "missing.json");
        refused(system("docker", "--arch", "pdp11"), "pdp11");
        refused(system("docker", "--cap", "CAP_FLY", "--flat"), "CAP_FLY");
        refused(system("docker", "--cap", "CAP_SYS_CHROOT"), "--cap: needs --flat or --arch");
        refused(system("podman", "--cap", "none"), "--cap: needs --flat or --arch");
    }

    @Test
    void aFolderThatCantBeWrittenIsSaidAndNothingIsThere() throws IOException {
        write("etc/docker", "no folder");
        refused(system("docker"), "etc/docker");
        write("etc/sysctl.d/60-faas-trace.conf", "somebody's = own\n");
        Files.delete(root.resolve("etc/docker"));
        write("proc/sys/kernel/perf_event_paranoid", "3\n");
        refused(system("docker"), "60-faas-trace.conf");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "docker --system",
                "docker --output FOLDER/out.json",
                "podman --system",
                "faasd",
                "kubernetes --output FOLDER/k8s"
            })
    void whoeverMayNotWriteIsToldSoAndNothingChanges(String line) throws Exception {
        write(DAEMON, "{}\n");
        write("etc/containers/containers.conf", "");
        write("etc/sysctl.d/99-other.conf", "");
        write("proc/sys/kernel/perf_event_paranoid", "4\n");
        Map<String, String> before = Sandbox.snapshot(root);
        try (Closed closed = new Closed(root)) {
            String[] words =
                    ("enable " + line.replace("FOLDER", closed.folder() + "/etc") + " --root " + root).split(" ");
            Sandbox.Result result = sandbox.run(words);
            assertThat(result.code()).as(result.err()).isEqualTo(2);
            assertThat(result.err()).contains("error:", "you are not allowed to write to it", "cure:", "--dry-run");
            assertThat(result.out()).isEmpty();
            assertThat(Sandbox.snapshot(root)).isEqualTo(before);
            words = (String.join(" ", words) + " --dry-run").split(" ");
            assertThat(sandbox.run(words).code()).isZero();
        }
        assertThat(Sandbox.snapshot(root)).isEqualTo(before);
    }

    /** A folder that can't be written to. Root can write to any folder, so for root it is mounted read-only. */
    private record Closed(Path folder) implements AutoCloseable {
        Closed {
            if (isRoot()) {
                command("mount", "--bind", folder.toString(), folder.toString());
                command("mount", "-o", "remount,ro,bind", folder.toString());
            } else {
                command("chmod", "-R", "a-w", folder.toString());
            }
        }

        private static boolean isRoot() {
            return "root".equals(System.getProperty("user.name"));
        }

        private static void command(String... words) {
            try {
                Process process = new ProcessBuilder(words).inheritIO().start();
                Assumptions.assumeTrue(process.waitFor() == 0, "root may not mount here");
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            if (isRoot()) {
                command("umount", folder.toString());
            } else {
                command("chmod", "-R", "u+w", folder.toString());
            }
        }
    }
}
