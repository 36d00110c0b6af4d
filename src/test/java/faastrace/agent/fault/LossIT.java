package faastrace.agent.fault;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import faastrace.agent.Processes;
import faastrace.agent.Shells;
import faastrace.agent.TraceSink;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Kills the function, the agent or the recorder, and checks that the other two still behave correctly. */
@Timeout(240)
class LossIT {
    private static final String ENDED = "faas-trace: not tracing any more: the recorder was stopped from outside";

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"HTTP,exit", "FORKED,exit", "HTTP,segv", "FORKED,segv"})
    void theFunctionEndsInMidCallByItselfOrASignal(Kind kind, String call) throws Exception {
        Means.require("perf", "/usr/bin/python3", "curl");
        try (TraceSink sink = new TraceSink()) {
            Trial trial = new Trial(directory, kind).onceArmed().with("FAAS_TRACE_URL", sink.url());
            (kind == Kind.HTTP ? trial.callsLast(call).endsByItself() : trial.callsLast(call)).saysNothing();
            assertThat(sink.ids()).contains("plain", call);
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP,dash", "FORKED,busybox ash", "HTTP,bash"})
    void theRecorderIsKilled(Kind kind, String shell) throws Exception {
        Means.require("perf", "/usr/bin/python3", Shells.word(shell));
        new Trial(directory, kind)
                .in(shell)
                .onceArmed()
                .struckBy(agent -> {
                    long perf = agent.perf();
                    Processes.signal("KILL", agent.recorder().pid());
                    assertThat(Processes.comes(() -> agent.file("events").isEmpty()))
                            .isTrue();
                    assertThat(Processes.comes(() -> ProcessHandle.of(perf).isEmpty()))
                            .isTrue();
                })
                .says(ENDED);
    }

    @ParameterizedTest
    @EnumSource
    void theRecordersKeeperIsKilled(Kind kind) throws Exception {
        Means.require("perf", "/usr/bin/python3", "curl");
        try (TraceSink sink = new TraceSink()) {
            new Trial(directory, kind)
                    .onceArmed()
                    .with("FAAS_TRACE_URL", sink.url())
                    .struckBy(agent -> Processes.signal("KILL", agent.keeper().pid()))
                    .callsLast("kept", Trial.FEW)
                    .saysNothing();
            assertThat(sink.ids()).contains("kept");
        }
    }

    @Test
    void aRecorderThatNoLongerAnswersIsCutOffUntilItDoes() throws Exception {
        Means.require("perf", "/usr/bin/python3", "curl");
        try (TraceSink sink = new TraceSink()) {
            new Trial(directory, Kind.HTTP)
                    .onceArmed()
                    .with("FAAS_TRACE_WINDOW", "1")
                    .with("FAAS_TRACE_URL", sink.url())
                    .struckBy(agent -> {
                        long perf = agent.perf();
                        long recorder = agent.recorder().pid();
                        Processes.signal("STOP", recorder);
                        assertThat(Processes.comes(() -> agent.file("armed").isEmpty()))
                                .isTrue();
                        assertThat(Processes.comes(() -> ProcessHandle.of(perf).isEmpty()))
                                .isTrue();
                        Processes.signal("CONT", recorder);
                        assertThat(agent.perf()).isNotEqualTo(perf);
                        assertThat(Processes.comes(() -> agent.file("armed").isPresent()))
                                .isTrue();
                    })
                    .callsLast("back", 3 * Trial.FEW)
                    .maySay(Trial.WITHOUT_SAMPLES);
            assertThat(sink.ids()).contains("back");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theRecordersFolderIsClearedAway(Kind kind) throws Exception {
        Means.require("perf", "/usr/bin/python3", "curl");
        new Trial(directory, kind)
                .onceArmed()
                .with("FAAS_TRACE_WINDOW", "1")
                .struckBy(agent -> {
                    long perf = agent.perf();
                    Path folder = agent.file("events").orElseThrow().getParent();
                    new ProcessBuilder("rm", "-rf", folder.toString()).start().waitFor();
                    assertThat(Processes.comes(() -> ProcessHandle.of(perf).isEmpty()))
                            .isTrue();
                })
                .says("faas-trace: (perf does not finish its file|not tracing).*", ENDED);
    }

    @ParameterizedTest
    @CsvSource({"HTTP,dash", "FORKED,dash", "HTTP,busybox ash", "HTTP,busybox-static ash", "FORKED,bash"})
    void theAgentIsKilledAndTheFunctionGoesOn(Kind kind, String shell) throws Exception {
        Means.require("perf", "/usr/bin/python3", Shells.word(shell));
        new Trial(directory, kind)
                .in(shell)
                .onceArmed()
                .orphaned()
                .struckBy(agent -> {
                    long perf = agent.perf();
                    Processes.signal("KILL", agent.self().pid());
                    assertThat(Processes.comes(() -> agent.file("events").isEmpty()))
                            .isTrue();
                    assertThat(Processes.comes(() -> ProcessHandle.of(perf).isEmpty()))
                            .isTrue();
                })
                .saysNothing();
    }

    @ParameterizedTest
    @EnumSource
    void asTheFirstProcessOfItsContainerItLeavesNoZombie(Kind kind) throws Exception {
        Means.requireRoot();
        Means.require("perf", "/usr/bin/python3", "curl");
        try (TraceSink sink = new TraceSink()) {
            new Trial(directory, kind)
                    .under("unshare", "--pid", "--fork", "--mount-proc")
                    .onceArmed()
                    .with("FAAS_TRACE_URL", sink.url())
                    .struckBy(agent -> Processes.signal("KILL", agent.perf()))
                    .callsLast("orphan")
                    .maySay(Trial.WITHOUT_SAMPLES);
        }
    }

    @Test
    void aCallKilledAtItsTimeoutEndsAsPromptly() throws Exception {
        Means.require("perf", "/usr/bin/python3", "curl");
        try (TraceSink sink = new TraceSink()) {
            new Trial(directory, Kind.FORKED)
                    .onceArmed()
                    .with("exec_timeout", "1.5")
                    .with("FAAS_TRACE_URL", sink.url())
                    .callsLast("hang")
                    .saysNothing();
            assertThat(sink.ids()).contains("hang");
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP,dash", "FORKED,dash", "HTTP,busybox ash", "HTTP,busybox-static ash", "FORKED,bash"})
    void aCallUnderWayAtTheEndIsStillShipped(Kind kind, String shell) throws Exception {
        Means.require("perf", "/usr/bin/python3", "curl", Shells.word(shell));
        try (TraceSink sink = new TraceSink()) {
            new Trial(directory, kind)
                    .in(shell)
                    .onceArmed()
                    .with("FAAS_TRACE_URL", sink.url())
                    .stopsInMid("hang")
                    .saysNothing();
            assertThat(sink.ids()).contains("plain", "hang");
        }
    }
}
