package faastrace.image;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import faastrace.agent.TraceSink;
import faastrace.cli.Sandbox;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs the example functions in images, both unpatched and patched, in locked-down containers. */
@Timeout(300)
class ImageIT {
    /** The files allowed in the temporary folder while no request runs: from the watchdog, Node, and the agent. */
    private static final String BELONGS = "\\.lock|perf-\\d+\\.map(\\.old)?|faas-trace\\.\\w+(/[^/]+)?";

    /** Lines that the real of-watchdog only logs sometimes, because of a race between its readers and the function. */
    private static final String RACES = ".*(file already closed|connection refused)";

    @TempDir
    static Path folder;

    private static Podman podman;
    private static Images images;
    private static List<String> opened;
    private static final Map<Example, Run> ORIGINALS = new EnumMap<>(Example.class);

    /** The responses, the exit code and the log of a function, from the start of its container to the end. */
    private record Run(Set<String> answers, int exitCode, Set<String> log) {}

    @BeforeAll
    @Timeout(600)
    static void makeBaseImages() throws Exception {
        Means.requireImageTests();
        Means.require("podman", "debootstrap", "dpkg-scanpackages", "runc", "perf", "go");
        podman = new Podman();
        images = new Images(podman, folder);
        Path profile = folder.resolve("seccomp.json");
        Sandbox.Result enabled =
                Sandbox.in(folder.resolve("enable")).run("enable", "podman", "--output", profile.toString());
        assertThat(enabled.code()).as(enabled.err()).isZero();
        opened = List.of("--security-opt", "seccomp=" + profile);
    }

    @AfterAll
    static void removeThem() throws Exception {
        if (podman != null) {
            images.close();
            podman.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anExampleIsTracedWhereItsProfileAllowsPerf(Example example) throws Exception {
        try (TraceSink sink = new TraceSink();
                Container container = patched(example, sink, opened)) {
            Set<String> answers = call(container, example, "warm");
            container.armed();
            List<String> calls = new ArrayList<>(ids("early"));
            answers.addAll(callAll(container, example, calls));
            container.until("their traces", () -> sink.ids().containsAll(ids("early")));
            calls.addAll(ids("late"));
            answers.addAll(callAll(container, example, ids("late")));
            container.until("their traces", () -> sink.ids().containsAll(calls));
            leavesNothingBehind(container);

            Run run = stop(container, answers);
            assertThat(run).isEqualTo(original(example));
            assertThat(ours(container)).isEmpty();
            assertThat(sink.ids()).doesNotHaveDuplicates().containsAll(calls);
            assertThat(sink.names()).containsOnly(example.function());
            assertThat(sink.texts())
                    .allSatisfy(text -> assertThat(TraceSink.samples(text)).isGreaterThanOrEqualTo(2));
        }
    }

    @ParameterizedTest
    @EnumSource
    void anExampleAnswersUntracedWhereTheDefaultProfileForbidsPerf(Example example) throws Exception {
        try (TraceSink sink = new TraceSink();
                Container container = patched(example, sink, List.of())) {
            Set<String> answers = call(container, example, "warm");
            answers.addAll(callAll(container, example, ids("call")));
            leavesNothingBehind(container);

            assertThat(stop(container, answers)).isEqualTo(original(example));
            assertThat(ours(container))
                    .singleElement()
                    .asString()
                    .contains("not tracing", "perf_event_open", "EPERM", "seccomp", "allow");
            assertThat(sink.texts()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PYTHON", "SHELL"})
    void aFunctionOutlivesItsPerfAndIsTracedAgain(Example example) throws Exception {
        try (TraceSink sink = new TraceSink();
                Container container = patched(example, sink, opened)) {
            call(container, example, "warm");
            container.armed();
            List<Long> first = container.processes("Name", "perf");
            for (long perf : first) {
                Program.run("kill", "-9", "" + perf);
            }
            container.until(
                    "another perf",
                    () -> container.processes("Name", "perf").stream().anyMatch(perf -> !first.contains(perf)));
            container.armed();
            callAll(container, example, ids("call"));
            container.until("their traces", () -> sink.ids().containsAll(ids("call")));
            leavesNothingBehind(container);
        }
    }

    private static Container patched(Example example, TraceSink sink, List<String> options) throws Exception {
        Map<String, String> settings = Map.of("OPENFAAS_NAME", example.function(), "FAAS_TRACE_URL", sink.url());
        return new Container(podman, images.patched(example), strict(options), settings);
    }

    private static List<String> strict(List<String> options) {
        return Stream.concat(Container.STRICT.stream(), options.stream()).toList();
    }

    /** The behaviour of the unpatched example. */
    private static Run original(Example example) throws Exception {
        if (!ORIGINALS.containsKey(example)) {
            try (Container container = new Container(podman, images.original(example), Container.STRICT, Map.of())) {
                Set<String> answers = call(container, example, "warm");
                assertThat(answers).singleElement().asString().startsWith("3.14159265358979323846");
                ORIGINALS.put(example, stop(container, answers));
            }
        }
        return ORIGINALS.get(example);
    }

    private static Run stop(Container container, Set<String> answers) throws Exception {
        int code = container.stop();
        Set<String> log = container.log().stream()
                .filter(line -> !line.startsWith("faas-trace") && !line.matches(RACES))
                .map(line -> line.replaceAll("[0-9.]+[mµn]?s?", "#"))
                .collect(Collectors.toSet());
        return new Run(answers, code, log);
    }

    /**
     * The agent's log lines, except the one about Debian's Python, which is too old to name its functions.
     */
    private static List<String> ours(Container container) throws Exception {
        return container.log().stream()
                .filter(line -> line.startsWith("faas-trace") && !line.contains("native frames only"))
                .toList();
    }

    private static void leavesNothingBehind(Container container) throws Exception {
        container.until(
                "an end of zombies", () -> container.processes("State", "Z").isEmpty());
        container.until(
                "a tidy temporary folder",
                () -> container.temporaryFiles().stream().allMatch(name -> name.matches(BELONGS)));
    }

    private static List<String> ids(String name) {
        return List.of(name + "-1", name + "-2", name + "-3", name + "-4");
    }

    private static Set<String> call(Container container, Example example, String id) throws Exception {
        return new HashSet<>(Set.of(container.call(example.digits(), id)));
    }

    /** Sends the first two requests one after the other, and then all others at the same time. */
    private static Set<String> callAll(Container container, Example example, List<String> ids) throws Exception {
        Set<String> answers = new HashSet<>();
        List<CompletableFuture<String>> together = new ArrayList<>();
        for (String id : ids) {
            CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> unchecked(container, example, id));
            together.add(answer);
            if (together.size() <= 2) {
                answer.get();
            }
        }
        for (CompletableFuture<String> answer : together) {
            answers.add(answer.get());
        }
        return answers;
    }

    private static String unchecked(Container container, Example example, String id) {
        try {
            return container.call(example.digits(), id);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
