package faastrace.image;

import static org.assertj.core.api.Assertions.assertThat;

import faastrace.Means;
import faastrace.agent.TraceSink;
import faastrace.cli.Sandbox;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs patched templates in real Alpine images as the image's own user. Packages come from a repository. */
@Timeout(300)
class AlpineImageIT {
    @TempDir
    static Path folder;

    private static final Set<AlpineTemplate> BUILT = EnumSet.noneOf(AlpineTemplate.class);
    private static Podman podman;
    private static AlpineImages images;
    private static List<String> opened;

    @BeforeAll
    @Timeout(600)
    static void makeBaseImages() throws Exception {
        Means.requireImageTests();
        Means.require("podman", "runc", "perf", "alpine");
        Means.requireRoot();
        podman = new Podman();
        images = new AlpineImages(podman, folder);
        Path profile = folder.resolve("seccomp.json");
        Sandbox.Result enabled =
                Sandbox.in(folder.resolve("enable")).run("enable", "podman", "--output", profile.toString());
        assertThat(enabled.code()).as(enabled.err()).isZero();
        opened = List.of("--security-opt", "seccomp=" + profile);
    }

    @AfterAll
    static void removeThem() throws Exception {
        if (images != null) {
            images.close();
        }
        if (podman != null) {
            podman.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void threeRequestsWithTheHeaderGiveThreeTraces(AlpineTemplate template) throws Exception {
        try (TraceSink sink = new TraceSink();
                Container container = start(template, built(template), sink, opened)) {
            traceThreeRequests(template, container, sink);
            assertThat(ours(container)).isEmpty();
            if (template == AlpineTemplate.PYTHON) {
                assertThat(container.log())
                        .anyMatch(line -> line.contains("native frames only: names of Python functions need")
                                && line.contains("Python 3.15 or newer on Alpine"));
            }
            assertThat(shareInTheFunction(template, sink)).isGreaterThanOrEqualTo(0.9);
        }
    }

    /** The sudo rule allows the image's user to run one command as root: {@code faas-trace-agent record}. */
    @Test
    void visudoAcceptsTheRuleAndSudoFollowsIt() throws Exception {
        String image = built(AlpineTemplate.GO);
        String checked = podman.inContainer(image, List.of("--rm", "--user", "root", "--entrypoint", "visudo"), "-c");
        assertThat(checked).contains("/etc/sudoers.d/faas-trace: parsed OK");
        String script = "id -un; i=0; while [ $i -lt 5000000 ]; do i=$((i + 1)); done & "
                + "sudo -n -- /usr/local/bin/faas-trace-agent record --print $! 97 1; kill $!; ! sudo -n id";
        List<String> options =
                new ArrayList<>(List.of("--rm", "--cap-add", "PERFMON,SYS_PTRACE", "--entrypoint", "sh"));
        options.addAll(opened);
        String said = podman.inContainer(image, options, "-c", script);
        assertThat(said).startsWith("app\n").contains("a password is required");
        assertThat(TraceSink.samples(said)).as(said).isGreaterThan(1);
    }

    @Test
    void withoutCurlTheTracesGoByBusyboxsWget() throws Exception {
        String image = "localhost/faas-trace-test/no-curl";
        String said = build(AlpineTemplate.SHELL, image, Alpine.Offer.ALL_BUT_CURL);
        assertThat(said).contains("curl (no such package)");
        try (TraceSink sink = new TraceSink();
                Container container = start(AlpineTemplate.SHELL, image, sink, opened)) {
            traceThreeRequests(AlpineTemplate.SHELL, container, sink);
            assertThat(ours(container)).isEmpty();
        }
    }

    @Test
    void withoutARepositoryTheFunctionIsBuiltAndSaysThatItRunsUntraced() throws Exception {
        String image = "localhost/faas-trace-test/no-repository";
        String said = build(AlpineTemplate.SHELL, image, Alpine.Offer.NOTHING);
        assertThat(said).contains("WARNING: perf could not be installed; this function runs untraced");
        try (TraceSink sink = new TraceSink();
                Container container = start(AlpineTemplate.SHELL, image, sink, opened)) {
            assertThat(trace(container, AlpineTemplate.SHELL, "call")).isEqualTo("true\n");
            assertThat(ours(container)).singleElement().asString().contains("not tracing", "perf is not in this image");
            assertThat(sink.texts()).isEmpty();
        }
    }

    @Test
    void theEnginesOwnProfileIsReportedByTheLogAndByTheDoctor() throws Exception {
        try (TraceSink sink = new TraceSink();
                Container container = start(AlpineTemplate.GO, built(AlpineTemplate.GO), sink, List.of())) {
            assertThat(trace(container, AlpineTemplate.GO, "call")).isEqualTo("true\n");
            assertThat(ours(container)).singleElement().asString().contains("not tracing", "EPERM", "seccomp");
            Sandbox.Result examined = Sandbox.in(folder.resolve("doctor"))
                    .run("doctor", "--container", container.id(), "--engine", String.join(" ", podman.engine()));
            assertThat(examined.code()).as(examined.err()).isEqualTo(1);
            assertThat(examined.out()).containsPattern("(?m)^shut  seccomp ");
        }
    }

    private static String built(AlpineTemplate template) throws Exception {
        String image = "localhost/faas-trace-test/" + template.function();
        if (BUILT.add(template)) {
            build(template, image, Alpine.Offer.ALL);
        }
        return image;
    }

    private static String build(AlpineTemplate template, String image, Alpine.Offer offer) throws Exception {
        images.offers(offer);
        return images.build(template, image);
    }

    private static Container start(AlpineTemplate template, String image, TraceSink sink, List<String> options)
            throws Exception {
        Map<String, String> settings = Map.of(
                "OPENFAAS_NAME",
                template.function(),
                "FAAS_TRACE_URL",
                sink.url(),
                "FAAS_TRACE_SAMPLE",
                "off",
                "FAAS_TRACE_HEADER_RATE",
                "100");
        return new Container(podman, image, options, settings);
    }

    private static void traceThreeRequests(AlpineTemplate template, Container container, TraceSink sink)
            throws Exception {
        container.call("1", "warm");
        container.armed();
        List<String> ids = List.of("one", "two", "three");
        for (String id : ids) {
            trace(container, template, id);
            container.until("trace " + id, () -> sink.ids().contains(id));
        }
        // If a response is slow, the agent sends a trace a second time, with the same key.
        assertThat(Set.copyOf(sink.ids())).isEqualTo(Set.copyOf(ids));
        assertThat(Set.copyOf(sink.keys())).hasSize(3);
        assertThat(sink.names()).containsOnly(template.function());
    }

    private static String trace(Container container, AlpineTemplate template, String id) throws Exception {
        return container.call(template.request(), id, "X-Faas-Trace", "1");
    }

    private static double shareInTheFunction(AlpineTemplate template, TraceSink sink) {
        Pattern frame = Pattern.compile(template.frame());
        List<String> stacks = sink.stacks().toList();
        assertThat(stacks).hasSizeGreaterThan(30);
        return (double) stacks.stream()
                        .filter(stack -> frame.matcher(stack).find())
                        .count()
                / stacks.size();
    }

    private static List<String> ours(Container container) throws Exception {
        return container.log().stream()
                .filter(line -> line.startsWith("faas-trace") && !line.contains("native frames only"))
                .toList();
    }
}
