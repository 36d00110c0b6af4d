package faastrace.agent;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Checks that the recorder names the restriction that blocks perf. It must first verify that this restriction is the
 * cause. The tests run the real perf under real restrictions.
 */
@Timeout(120)
class GateIT {
    private static final String THREADS = "import threading, time\n"
            + "for _ in range(60): threading.Thread(target=time.sleep, args=(90,), daemon=True).start()\n"
            + "print(flush=True)\ntime.sleep(90)";

    @TempDir
    Path directory;

    private Path agent;
    private final List<Process> started = new ArrayList<>();

    /** Copies the agent to a folder that other users can read. */
    @BeforeEach
    void copyAgent() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        agent = Files.copy(Agent.SCRIPT, directory.resolve("agent"), StandardCopyOption.COPY_ATTRIBUTES);
    }

    @AfterEach
    void endAll() {
        for (Process process : started) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private Process start(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        started.add(process);
        return process;
    }

    /**
     * Runs the agent's command `record` on a process and returns its messages. The launcher starts the shell that runs
     * the agent.
     */
    private String said(long pid, String... launcher) throws Exception {
        List<String> words = new ArrayList<>(List.of(launcher));
        words.addAll(List.of("sh", agent.toString(), "record", "--print", "" + pid, "200", "1"));
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectOutput(directory.resolve("text").toFile());
        builder.environment().put("TMPDIR", directory.toString());
        builder.environment().put("FAAS_TRACE_SUDO", "off");
        Process process = builder.start();
        String said = new String(process.getErrorStream().readAllBytes());
        assertThat(process.waitFor()).as(said).isEqualTo(said.isEmpty() ? 0 : 1);
        return said;
    }

    @Test
    void tooFewOpenFiles() throws Exception {
        Means.require("perf", "/usr/bin/python3");
        Process threads = start("/usr/bin/python3", "-c", THREADS);
        assertThat(threads.getInputStream().read()).isEqualTo('\n');
        assertThat(said(threads.pid(), "sh", "-c", "ulimit -n 40 && exec \"$@\"", "sh"))
                .matches("faas-trace: not tracing: perf needs two files for each of 61 threads on each of \\d+ CPUs; "
                        + "raise the limit on open files \\(nofile, it is 40\\)\n");
    }

    @ParameterizedTest
    @CsvSource({"1,EPERM", "13,EACCES", "38,ENOSYS"})
    void aSeccompProfile(int number, String error) throws Exception {
        Means.require("perf", "seccomp");
        assertThat(said(start("sleep", "90").pid(), "/usr/bin/python3", refuse(), "" + number))
                .isEqualTo("faas-trace: not tracing: perf_event_open is blocked (" + error
                        + "), usually by seccomp; allow that one call in the container's seccomp profile\n");
    }

    private static String refuse() {
        return Agent.RESOURCES.resolve("refuse.py").toString();
    }

    /**
     * Some kernels return EACCES for every call at levels 3 and 4. Other kernels don't have these levels. So in this
     * test, a seccomp filter returns EACCES.
     */
    @ParameterizedTest
    @CsvSource({
        "2,is blocked (EACCES)",
        "3,is refused (EACCES); set kernel.perf_event_paranoid to 2 or less on the node (it is 3)"
    })
    void aLevelAboveTwo(int level, String reason) throws Exception {
        Means.requireRoot();
        Means.require("perf", "seccomp");
        Path file = Files.writeString(directory.resolve("level"), level + "\n");
        String mount = "mount --bind " + file + " /proc/sys/kernel/perf_event_paranoid && exec \"$@\"";
        String[] launcher = {"unshare", "--mount", "sh", "-c", mount, "sh", "/usr/bin/python3", refuse(), "13"};
        assertThat(said(start("sleep", "90").pid(), launcher))
                .startsWith("faas-trace: not tracing: perf_event_open " + reason);
    }

    @Test
    void anotherUsersProcess() throws Exception {
        Means.requireRoot();
        Means.require("perf", "setpriv");
        long pid = start("sleep", "90").pid();
        assertThat(said(pid, "setpriv", "--reuid", "20001", "--regid", "20001", "--clear-groups"))
                .isEqualTo("faas-trace: not tracing: perf_event_open is refused (EACCES): process " + pid
                        + " belongs to another user, or has more privileges than the agent\n");
    }

    @Test
    void aSpentBudgetForRingBuffers() throws Exception {
        Means.requireRoot();
        Means.require("perf", "setpriv");
        String user = "" + (30000 + ProcessHandle.current().pid() % 10000);
        String[] launcher = {
            "setpriv",
            "--reuid",
            user,
            "--regid",
            user,
            "--clear-groups",
            "sh",
            "-c",
            "ulimit -l 0 && exec \"$@\"",
            "sh"
        };
        long pid = start("setpriv", "--reuid", user, "--regid", user, "--clear-groups", "sleep", "90")
                .pid();
        // The perf processes start one after another. If they started at once, they would compete for the rest of the
        // budget, and all would fail. They start before the agent so that the agent can't use up part of the budget
        // first.
        String spend = "exec 3>&1 >/dev/null 2>&1; for pages in 16 4 1; do for i in 1 2 3 4 5 6 7 8 9 10; do"
                + " perf record -e cpu-clock:u -m $pages -o /dev/null -p " + pid
                + " sleep 60 & sleep 0.3; done; done; echo spent >&3; wait";
        List<String> words = new ArrayList<>(List.of(launcher));
        words.addAll(List.of("sh", "-c", spend));
        assertThat(start(words.toArray(String[]::new)).inputReader().readLine()).isEqualTo("spent");
        assertThat(said(pid, launcher))
                .matches(
                        "faas-trace: not tracing: the ring-buffer budget of this user id is spent; raise "
                                + "kernel.perf_event_mlock_kb \\(it is \\d+\\) or the memlock limit \\(it is 0\\) on the node\n");
    }

    @Test
    void noneWhereWhatAProcessStartsComesAndGoes() throws Exception {
        Means.require("perf");
        long pid = start("sh", "-c", "while :; do /bin/true & for i in $(seq 20000); do :; done; wait; done")
                .pid();
        long samples = 0;
        for (int tries = 0; tries < 3 || (tries < 30 && samples == 0); tries++) {
            // On a busy machine, the children may end before perf is attached to them. The agent then reports that.
            assertThat(said(pid))
                    .matches("(faas-trace: not tracing: the children of process " + pid
                            + " end faster than perf can attach to them\n)?");
            samples += TraceSink.samples(Files.readString(directory.resolve("text")));
        }
        assertThat(samples).isPositive();
    }

    @Test
    void aProcessThatIsNoMore() throws Exception {
        Means.require("perf");
        Process gone = start("true");
        assertThat(gone.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(said(gone.pid())).isEqualTo("faas-trace: there is no process " + gone.pid() + "\n");
    }

    @Test
    void aPerfThatDoesNotRun() throws Exception {
        Means.require("perf");
        Path broken = Files.writeString(
                directory.resolve("perf"), "#!/bin/sh\necho 'libelf.so.1: no such file' >&2\nexit 127\n");
        broken.toFile().setExecutable(true);
        assertThat(said(start("sleep", "90").pid(), "env", "FAAS_TRACE_PERF=" + broken))
                .isEqualTo("faas-trace: not tracing: perf record failed: libelf.so.1: no such file \n");
    }
}
