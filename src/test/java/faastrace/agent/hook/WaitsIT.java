package faastrace.agent.hook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import faastrace.Means;
import faastrace.agent.Agent;
import faastrace.agent.Processes;
import faastrace.agent.TraceSink;
import faastrace.trace.Frame;
import faastrace.trace.Trace;
import faastrace.trace.read.TraceReader;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Records where requests wait. Each request sleeps for 50 ms, and then reads from a socket or a pipe whose other end
 * writes only after 80 ms.
 */
@Timeout(180)
class WaitsIT {
    private static final long NAP = 50_000_000;
    private static final long READ = 80_000_000;

    /** Another program may delay a request, so only one of these requests must agree. */
    private static final int ATTEMPTS = 10;

    @TempDir
    Path directory;

    /** A wait, with the functions of its stack, outermost first. */
    private record Wait(String stack, long nanos) {
        /** Whether it has the length, within a twentieth, and its stack matches the pattern. */
        boolean is(String pattern, long length) {
            return Pattern.compile(pattern).matcher(stack).find() && Math.abs(nanos - length) <= length / 20;
        }
    }

    private static Map<String, String> settings(TraceSink sink, String waits) {
        return new HashMap<>(Map.of(
                "FAAS_TRACE_URL",
                sink.url(),
                "FAAS_TRACE_SAMPLE",
                "off",
                "FAAS_TRACE_WAITS",
                waits,
                "FAAS_TRACE_HEADER_RATE",
                "9999"));
    }

    private Agent serve(HookServer server, List<String> launcher, Map<String, String> settings) throws Exception {
        Path built = Files.createDirectories(directory.resolve("built"));
        settings.put("mode", "http");
        settings.put("fprocess", String.join(" ", server.build(built)));
        Path run = Files.createDirectories(directory.resolve("run"));
        return new Agent(run, launcher, settings, Agent.words("sh", "sh", "-c", "exec $fprocess")).armed();
    }

    @ParameterizedTest
    @CsvSource({"PYTHON, nanosleep, read", "RUBY, sleep|timedwait, read|poll", "JAVA, [Ss]leep|[Pp]ark, [Rr]ead|[Pp]oll"
    })
    void aRequestWithItsOwnThreadShowsWhereItWaited(HookServer server, String nap, String read) throws Exception {
        Means.require("perf", "curl");
        try (TraceSink sink = new TraceSink();
                Agent agent = serve(server, List.of(), settings(sink, "demand"))) {
            agrees(sink, agent, nap, read);
        }
    }

    @Test
    void aRequestWithItsOwnProcessShowsWhereItWaited() throws Exception {
        Means.require("perf", "curl", "/usr/bin/python3");
        try (TraceSink sink = new TraceSink()) {
            Map<String, String> settings = settings(sink, "demand");
            settings.put("fprocess", "/usr/bin/python3 -E -S " + Agent.RESOURCES.resolve("waiting.py"));
            try (Agent agent = new Agent(
                            directory,
                            "sh",
                            settings,
                            "/usr/bin/python3",
                            Agent.RESOURCES.resolve("watchdog.py").toString())
                    .armed()) {
                agrees(sink, agent, "nanosleep", "read");
            }
        }
    }

    /** A thread that runs JavaScript waits for all requests at the same time. */
    @Test
    void aRequestWithoutAThreadOfItsOwnHasNoWaits() throws Exception {
        Means.require("perf", "curl", "node");
        try (TraceSink sink = new TraceSink();
                Agent agent = serve(HookServer.NODE, List.of(), settings(sink, "all"))) {
            assertThat(waits(trace(sink, agent, "work"))).isEmpty();
        }
    }

    @Test
    void withoutTheRightsThereAreNumbersButNoWaits() throws Exception {
        Means.require("perf", "curl", "setpriv");
        String level = Files.readString(Path.of("/proc/sys/kernel/perf_event_paranoid"))
                .strip();
        assumeTrue(Integer.parseInt(level) > 1, "the level is " + level);
        Path run = Files.createDirectories(directory.resolve("run"));
        for (Path folder : List.of(directory, run)) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        }
        List<String> nobody = List.of("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups");
        try (TraceSink sink = new TraceSink();
                Agent agent = serve(HookServer.PYTHON, nobody, settings(sink, "all"))) {
            String text = trace(sink, agent, "wait-1");
            trace(sink, agent, "wait-2");
            assertThat(text).contains(" cpu=", " ready=").doesNotContain("#wait ");
            assertThat(agent.log())
                    .containsOnlyOnce("stacks of waits are not recorded: kernel.perf_event_paranoid is " + level);
        }
    }

    private static void agrees(TraceSink sink, Agent agent, String nap, String read) throws Exception {
        List<Wait> waits = new ArrayList<>();
        for (int i = 0; i < ATTEMPTS; i++) {
            waits = waits(trace(sink, agent, "wait-" + i));
            if (waits.stream().anyMatch(wait -> wait.is(nap, NAP))
                    && waits.stream().anyMatch(wait -> wait.is(read, READ))) {
                return;
            }
        }
        throw new AssertionError("no request agrees; the last one waited " + waits + "; the log says: " + agent.log());
    }

    private static String trace(TraceSink sink, Agent agent, String id) throws Exception {
        agent.call(id, "X-Faas-Trace", "waits");
        Processes.soon(() -> sink.ids().contains(id));
        return sink.texts().stream()
                .filter(each -> each.contains(" id=" + id + " "))
                .findFirst()
                .orElseThrow();
    }

    private static List<Wait> waits(String text) throws Exception {
        TraceReader reader = TraceReader.ofSamples();
        reader.add(new ByteArrayInputStream(text.getBytes(UTF_8)));
        Trace trace = reader.trace().waits();
        List<Wait> waits = new ArrayList<>();
        for (int row = 0; row < trace.size(); row++) {
            assertThat(trace.invocations(trace.owners(row))).isNotEmpty();
            List<Frame> frames = new ArrayList<>(trace.frameList(trace.stack(row)));
            Collections.reverse(frames);
            String stack = frames.stream().map(Frame::symbol).collect(Collectors.joining(";"));
            waits.add(new Wait(stack, trace.period(row)));
        }
        return waits;
    }
}
