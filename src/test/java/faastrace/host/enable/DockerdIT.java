package faastrace.host.enable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.Means;
import faastrace.host.Commands;
import faastrace.host.Dockerd;
import faastrace.host.EngineReply;
import faastrace.host.EngineSearch;
import faastrace.host.seccomp.DefaultRules;
import faastrace.host.seccomp.EngineRelease;
import faastrace.problem.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests the files that {@code enable docker} writes: restarts a real Docker engine with them. */
@Timeout(240)
class DockerdIT {
    private static final String[] RECORDS_ITSELF = {
        "perf", "record", "-e", "cpu-clock:u", "-m", "4", "-B", "-N", "-o", "/tmp/perf.data", "true"
    };
    private static final String[] CHANGES_A_MODE = {"sh", "-c", "echo > /tmp/file && chmod 700 /tmp/file"};

    private Dockerd engine;

    @BeforeEach
    void make() throws Exception {
        engine = new Dockerd();
    }

    @AfterEach
    void remove() throws Exception {
        if (engine != null) {
            engine.close();
        }
    }

    private void restart(String... options) throws Exception {
        engine.stop();
        start(options);
    }

    private void start(String... options) throws Exception {
        assertThat(engine.start(options)).as(engine.log()).isTrue();
    }

    private Commands.Result enable(String... more) {
        String[] words = new String[more.length + 4];
        System.arraycopy(new String[] {"enable", "docker", "--engine", engine.engine()}, 0, words, 0, 4);
        System.arraycopy(more, 0, words, 4, more.length);
        Commands.Result result = engine.faasTrace(words);
        assertThat(result.code()).as(result.err()).isZero();
        return result;
    }

    private void isShut(String... options) {
        assertThat(engine.run(List.of(options), RECORDS_ITSELF).err()).contains("No permission");
    }

    private void isOpen(String... options) {
        Commands.Result result = engine.run(List.of(options), RECORDS_ITSELF);
        assertThat(result.code()).as(result.err()).isZero();
    }

    /** The engine's own rules without chmod and related system calls. */
    private String strict() {
        EngineRelease release = EngineRelease.of(
                engine.docker("version", "--format", "{{.Server.Version}}").out());
        return DefaultRules.of("docker", release).text().replaceAll("\"f?chmod(at2?)?\",?", "");
    }

    @Test
    void dockerStartsAgainAfterItsProfileOnTheCommandLineWasExtended() throws Exception {
        Files.writeString(engine.settings("own.json"), DefaultRules.of("docker").text());
        String option = "--seccomp-profile=/etc/docker/own.json";
        start(option);
        isShut();
        Commands.Result result = enable("--system");
        assertThat(result.out()).contains("/etc/docker/own.json\n").doesNotContain("daemon.json");
        restart(option);
        isOpen();
        assertThat(enable("--system", "--check").err()).doesNotContain("error");
        undo(result);
        isOpen(); // perf is allowed until the restart, as the message says
        restart(option);
        isShut();
    }

    @Test
    void dockerStartsAgainWithDaemonJsonAndTheUndoLinesBringBackWhatWas() throws Exception {
        start();
        isShut();
        Commands.Result result = enable("--system");
        assertThat(result.out()).contains("/etc/docker/daemon.json\n");
        restart();
        isOpen();
        assertThat(engine.docker("info", "--format", "{{.SecurityOptions}}").out())
                .contains("/etc/docker/faas-trace-seccomp.json");
        undo(result);
        restart();
        isShut();
    }

    private void undo(Commands.Result enabled) {
        String lines = enabled.err().substring(enabled.err().indexOf("To undo it:\n") + "To undo it:\n".length());
        assertThat(lines).contains("systemctl restart docker   # the profile stays active until this restart");
        Commands.Result result = engine.shell("set -e\n" + lines.replaceAll("(?m)^ *systemctl .*$", ""));
        assertThat(result.code()).as(result.err()).isZero();
    }

    @Test
    void aStrictProfileOfTheMachineStaysStrictInTheFileForOneContainer() throws Exception {
        start();
        Files.writeString(engine.settings("strict.json"), strict());
        Files.writeString(engine.settings("daemon.json"), "{\"seccomp-profile\": \"/etc/docker/strict.json\"}");
        restart();
        assertThat(engine.run(List.of(), CHANGES_A_MODE).err()).contains("not permitted");
        enable();
        String option = "--security-opt=seccomp=" + engine.work().resolve("faas-trace-seccomp.json");
        isOpen(option);
        assertThat(engine.run(List.of(option), CHANGES_A_MODE).err()).contains("not permitted");
        assertThat(engine.run(List.of("--security-opt=seccomp=unconfined"), CHANGES_A_MODE)
                        .code())
                .isZero();
    }

    @Test
    void exactlyOneCallDiffersFromWhatThisReleaseOfDockerLetsThrough() throws Exception {
        start();
        TreeMap<Integer, String> before = answers();
        assertThat(enable().err()).contains("no other call changes");
        TreeMap<Integer, String> after =
                answers("--security-opt=seccomp=" + engine.work().resolve("faas-trace-seccomp.json"));
        assertThat(before).hasSizeGreaterThan(300).hasSameSizeAs(after);
        before.entrySet().removeAll(after.entrySet());
        assertThat(before.keySet()).containsExactly(SeccompContainerIT.perfEventOpen());
    }

    @Test
    void recordAndDoctorShowWhatTheEngineAnswersWithACureForEachCase() throws Exception {
        asks("cannot connect to the docker daemon", "start the engine");
        start();
        asks("there is no such container", "docker --host unix://");
        engine.start("pi", List.of(), "sh", "-c", "while :; do :; done");
        Commands.Result recorded = engine.faasTrace(record("--seconds", "1", "--output", "pi.perf.gz"));
        assertThat(recorded.code()).as(recorded.err()).isZero();
        assertThat(engine.work().resolve("pi.perf.gz")).isNotEmptyFile();
        Commands.Result examined = engine.faasTrace("doctor", "--container", "pi", "--engine", engine.engine());
        assertThat(examined.out()).containsPattern("(?m)^shut  seccomp ");
        engine.docker("stop", "--time", "0", "pi");
        asks("the container is not running (exited)", "start pi");
    }

    /** After Docker has been installed, most users are not allowed to use its socket. */
    @Test
    void whoMayNotReachTheEngineIsToldSo() throws Exception {
        start();
        String nobodys = "setpriv --reuid 65534 --regid 65534 --clear-groups " + engine.engine();
        assertThatThrownBy(() -> EngineSearch.running("pi", Optional.of(nobodys)))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("permission denied")
                .hasMessageContaining(engine.host());
        assertThatThrownBy(() -> EngineSearch.running("pi", Optional.of(nobodys)))
                .extracting(thrown -> ((Problem) thrown).cure())
                .asString()
                .contains("run this as root", "sudo ");
    }

    /** If no engine is given, Docker and Podman are searched. A missing engine must not prevent the search. */
    @Test
    void everyEngineIsAsked() throws Exception {
        Means.require("podman");
        start();
        engine.start("pi", List.of(), "sleep", "60");
        EngineReply reply = EngineSearch.running("pi", Optional.of(engine.engine()));
        assertThat(ProcessHandle.of(reply.pid())).isPresent();
        Commands.Result result = engine.shell("DOCKER_HOST=unix:///nowhere/docker.sock; export DOCKER_HOST; "
                + engine.commandLine("record", "--container", "no-such-container", "--seconds", "1"));
        assertThat(result.code()).as(result.err()).isEqualTo(2);
        assertThat(result.err())
                .contains("podman: there is no such container; docker: ", "unix:///nowhere/docker.sock");
        result = engine.shell("DOCKER_HOST=" + engine.host() + "; export DOCKER_HOST; "
                + engine.commandLine("doctor", "--container", "pi"));
        assertThat(result.out()).as(result.err()).containsPattern("(?m)^shut  seccomp ");
    }

    private void asks(String what, String cure) throws Exception {
        for (String[] words : List.of(record(), new String[] {"doctor", "--container", "pi"})) {
            List<String> all = new ArrayList<>(List.of(words));
            if (words.length == 3) {
                all.addAll(List.of("--engine", engine.engine()));
            }
            Commands.Result result = engine.faasTrace(all.toArray(String[]::new));
            assertThat(result.code()).as(result.err()).isEqualTo(2);
            assertThat(result.err()).containsIgnoringCase(what).contains("cure: ", cure);
        }
    }

    private String[] record(String... more) {
        List<String> words = new ArrayList<>(List.of("record", "--container", "pi", "--engine", engine.engine()));
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    private TreeMap<Integer, String> answers(String... options) {
        Path script = Path.of("src/test/resources/host/calls.py").toAbsolutePath();
        List<String> words = new ArrayList<>(List.of(options));
        words.addAll(List.of("--volume", script + ":/calls.py:ro"));
        return SeccompContainerIT.answers(engine.run(words, "/usr/bin/python3", "/calls.py"));
    }
}
