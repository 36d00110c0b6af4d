package faastrace.agent.fault;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import faastrace.agent.Agent;
import faastrace.agent.Processes;
import faastrace.agent.Shells;
import faastrace.agent.TraceSink;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Kills or stops perf, and checks that the function and the recorder go on. */
@Timeout(240)
class PerfLossIT {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"HTTP,dash", "FORKED,dash", "HTTP,busybox ash", "HTTP,busybox-static ash", "FORKED,bash"})
    void perfIsKilledAndComesBack(Kind kind, String shell) throws Exception {
        Means.require("perf", "/usr/bin/python3", "curl", Shells.word(shell));
        try (TraceSink sink = new TraceSink()) {
            new Trial(directory, kind)
                    .in(shell)
                    .onceArmed()
                    .with("FAAS_TRACE_URL", sink.url())
                    .struckBy(agent -> {
                        Processes.signal("KILL", agent.perf());
                        assertThat(Processes.comes(() -> agent.file("armed").isEmpty()))
                                .isTrue();
                        assertThat(Processes.comes(() -> agent.file("armed").isPresent()))
                                .isTrue();
                    })
                    .callsLast("revived")
                    .saysNothing();
            assertThat(sink.ids()).contains("revived");
        }
    }

    @ParameterizedTest
    @EnumSource
    void perfIsKilledAgainAndAgain(Kind kind) throws Exception {
        Means.require("perf", "/usr/bin/python3", "curl");
        new Trial(directory, kind)
                .onceArmed()
                .struckBy(agent -> {
                    for (int i = 0; i < 3; i++) {
                        assertThat(Processes.comes(() -> agent.file("armed").isPresent()))
                                .isTrue();
                        Processes.signal("KILL", agent.perf());
                        assertThat(Processes.comes(() -> agent.file("armed").isEmpty()))
                                .isTrue();
                    }
                })
                .maySay("faas-trace: recordings are dropped: FAAS_TRACE_URL is not set");
    }

    @ParameterizedTest
    @EnumSource
    void perfIsStopped(Kind kind) throws Exception {
        Means.require("perf", "/usr/bin/python3", "curl");
        new Trial(directory, kind)
                .onceArmed()
                .struckBy(agent -> Processes.signal("STOP", agent.perf()))
                .maySay(
                        "faas-trace: (perf does not finish its file|the last recording took too long).*",
                        Trial.WITHOUT_SAMPLES);
    }

    @Test
    void aThreadThatEndsDoesNotLeavePerfTurningInCircles() throws Exception {
        Means.require("perf", "/usr/bin/python3", "curl");
        try (TraceSink sink = new TraceSink()) {
            new Trial(directory, Kind.HTTP)
                    .onceArmed()
                    .with("briefly", "1")
                    .with("FAAS_TRACE_WINDOW", "1")
                    .with("FAAS_TRACE_URL", sink.url())
                    .struckBy(agent -> {
                        comesAnew(agent, perf -> Files.createFile(directory.resolve("patched/briefly")));
                    })
                    .callsLast("renewed", Trial.FEW)
                    .maySay(Trial.WITHOUT_SAMPLES);
            assertThat(sink.ids()).contains("plain", "renewed");
        }
    }

    @Test
    void perfOnForkedFunctionsIsNotStartedAnewWhileNothingItSeesHasEnded() throws Exception {
        Means.require("perf", "/usr/bin/python3", "curl");
        try (TraceSink sink = new TraceSink()) {
            new Trial(directory, Kind.FORKED)
                    .onceArmed()
                    .with("FAAS_TRACE_WINDOW", "1")
                    .with("FAAS_TRACE_URL", sink.url())
                    .struckBy(agent -> {
                        long perf = agent.perf();
                        Thread.sleep(3500); // enough for three ticks of the recorder, one per second
                        assertThat(agent.perf()).isEqualTo(perf);
                    })
                    .maySay(Trial.WITHOUT_SAMPLES);
        }
    }

    /**
     * If perf is attached to the watchdog, it also records the watchdog's threads. When one of them ends, perf must be
     * restarted.
     */
    @Test
    void perfOnForkedFunctionsIsRenewedWhereAThreadOfTheWatchdogEnds() throws Exception {
        Means.require("perf", "python3", "curl");
        Path watchdog = Files.writeString(directory.resolve("threaded.py"), """
                import os, runpy, sys, threading, time
                def brief():
                    while not os.path.exists('end'):
                        time.sleep(0.05)
                threading.Thread(target=brief).start()
                runpy.run_path(sys.argv[1], run_name='__main__')
                """);
        String[] command = {
            "python3",
            watchdog.toString(),
            Agent.RESOURCES.resolve("watchdog.py").toString()
        };
        try (TraceSink sink = new TraceSink();
                Agent agent = new Agent(
                                directory,
                                "sh",
                                Map.of(
                                        "fprocess",
                                        "python3 -c sum(range(9000000))",
                                        "FAAS_TRACE_URL",
                                        sink.url(),
                                        "FAAS_TRACE_SAMPLE",
                                        "all",
                                        "FAAS_TRACE_WINDOW",
                                        "1"),
                                command)
                        .armed()) {
            agent.call("first");
            comesAnew(agent, perf -> Processes.signal("KILL", perf));
            comesAnew(agent, perf -> Files.createFile(directory.resolve("end")));
            agent.call("renewed");
            agent.stop();
            assertThat(sink.ids()).contains("renewed");
        }
    }

    private interface Blow {
        void strike(long perf) throws Exception;
    }

    private static void comesAnew(Agent agent, Blow blow) throws Exception {
        long perf = agent.perf();
        blow.strike(perf);
        assertThat(Processes.comes(() -> ProcessHandle.of(perf).isEmpty())).isTrue();
        assertThat(Processes.comes(() -> agent.file("armed").isPresent())).isTrue();
    }
}
