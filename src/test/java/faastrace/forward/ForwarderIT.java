package faastrace.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests what the forwarder pushes to a backend. */
@Timeout(60)
class ForwarderIT extends ForwarderFixture {
    @Test
    void aTraceIsPushedInSlicesWithTheTotalsOfTheFoldedStacks() throws Exception {
        String text = trace("python", 40);
        add("my.fn", text);
        Forwarder forwarder = forward();
        waitUntil(() -> forwarder.forwarded() == 1);
        assertThat(backend.refused()).isEmpty();
        assertThat(backend.taken()).hasSize(3).allSatisfy(push -> {
            assertThat(push.until() - push.from()).isBetween(10L, 15L);
            assertThat(push.profile().durationNanos()).isBetween(10_000_000_000L, 15_000_000_000L);
            assertThat(push.labels())
                    .isEqualTo(Map.of(
                            "__name__", "process_cpu",
                            "__delta__", "false",
                            "pyroscope_spy", "faas-trace",
                            "service_name", "my.fn",
                            "namespace", "prod",
                            "version", "1.4",
                            "language", "python"));
        });
        assertThat(pushed()).isEqualTo(folded(text));
        long nanos = backend.taken().stream()
                .mapToLong(push -> push.profile().nanos())
                .sum();
        assertThat(nanos).as("samples at 100 Hz").isEqualTo(40 * 100 * 10_000_000L);
        assertThat(forwarder.pending()).isZero();
        assertThat(waiting()).isEmpty();
        assertThat(said).isEmpty();
    }

    @Test
    void theEndOfATraceIsWhenItCame() throws Exception {
        Path trace = add("pi", trace("go", 20));
        long came = Instant.now().getEpochSecond() - 1800;
        Files.setLastModifiedTime(trace, FileTime.from(Instant.ofEpochSecond(came)));
        Forwarder forwarder = forward();
        waitUntil(() -> forwarder.forwarded() == 1);
        assertThat(backend.taken().get(0).from()).isEqualTo(came - 20);
        assertThat(backend.taken().get(1).until()).isEqualTo(came);
    }

    @Test
    void ifTheTraceTellsTheTimeOfItsRecordingThisTimeCounts() throws Exception {
        long recorded = Instant.now().getEpochSecond() - 1800;
        String text = trace("go", 20).replace("rate=100", "rate=100 epoch=" + (recorded - 1020) + ".25");
        add("pi", text);
        Forwarder forwarder = forward();
        waitUntil(() -> forwarder.forwarded() == 1);
        assertThat(backend.taken().get(0).from()).isEqualTo(recorded - 20);
        assertThat(backend.taken().get(0).profile().timeNanos())
                .isEqualTo((recorded - 20) * 1_000_000_000L + 250_000_000L);
        assertThat(backend.taken().get(1).until()).isEqualTo(recorded + 1);
    }

    @Test
    void aRecordingCannotEndAfterItWasReceived() throws Exception {
        Path trace = add(
                "pi",
                trace("go", 20)
                        .replace("rate=100", "rate=100 epoch=" + Instant.now().getEpochSecond()));
        long came = Instant.now().getEpochSecond() - 1800;
        Files.setLastModifiedTime(trace, FileTime.from(Instant.ofEpochSecond(came)));
        Forwarder forwarder = forward();
        waitUntil(() -> forwarder.forwarded() == 1);
        assertThat(backend.taken().get(1).until()).isEqualTo(came);
    }

    @Test
    void anImpossibleClockIsIgnored() throws Exception {
        add("pi", trace("go", 1).replace("rate=100", "rate=100 epoch=9223372036.5"));
        Forwarder forwarder = forward();
        waitUntil(() -> forwarder.forwarded() == 1);
        assertThat(backend.taken().get(0).until()).isCloseTo(Instant.now().getEpochSecond(), within(30L));
    }

    @Test
    void theContainerIsALabelOnlyOnRequest() throws Exception {
        add("pi", trace("go", 1));
        Forwarder forwarder =
                start(ForwardSettings.to("pyroscope=" + backend.url()).withContainers());
        waitUntil(() -> forwarder.forwarded() == 1);
        assertThat(backend.taken().get(0).labels()).containsEntry("container", "c-1");
    }

    @Test
    void twoOfOneFolderPushEachTraceOnce() throws Exception {
        for (int i = 0; i < 50; i++) {
            add("pi", trace("go", 1));
        }
        Forwarder one = forward();
        Forwarder other = forward();
        waitUntil(() -> one.forwarded() + other.forwarded() == 50);
        assertThat(backend.taken()).hasSize(50);
        assertThat(one.pending() + other.pending()).isNotNegative();
        assertThat(waiting()).isEmpty();
    }

    @Test
    void beyondTheBoundTracesAreCountedAndNotKeptForIt() throws Exception {
        spool = Spool.open(directory, true, 3);
        for (int i = 0; i < 5; i++) {
            add("pi", trace("go", 1));
        }
        Forwarder forwarder = forward();
        waitUntil(() -> forwarder.forwarded() == 3);
        assertThat(forwarder.givenUp()).isEqualTo(2);
    }

    @Test
    void manyStacksAndLongNamesAndDeepOnesAreCutToWhatIsTaken() throws Exception {
        StringBuilder text = new StringBuilder("# x\n");
        for (int i = 0; i < 40_000; i++) {
            text.append(sample(i % 9, "f" + i, "main"));
        }
        text.append(sample(3, "y".repeat(1900) + "\u20ac".repeat(1000), "main"));
        String[] deep = new String[3000];
        java.util.Arrays.setAll(deep, i -> "deep" + i);
        text.append(sample(3, deep));
        add("pi", text.toString());
        Forwarder forwarder = forward();
        waitUntil(() -> forwarder.forwarded() == 1);
        assertThat(backend.refused()).isEmpty();
        assertThat(backend.taken()).hasSize(3);
        assertThat(pushed().values().stream().mapToLong(count -> count).sum()).isEqualTo(40_002);
        assertThat(pushed().keySet())
                .anyMatch(stack ->
                        stack.contains(";deep1023;") && stack.contains(";[left out];") && stack.endsWith(";deep0"));
    }

    @Test
    void credentialsComeFromAFileThatMayChangeAndAreNotSaid() throws Exception {
        Path file = Files.writeString(directory.resolve("auth"), "me:s3cret\n");
        ForwardSettings settings = ForwardSettings.to("pyroscope=" + backend.url() + "/")
                .withAuthFile(file)
                .withTenant("team-a");
        Forwarder forwarder = start(settings);
        add("pi", trace("go", 1));
        forwarder.wake();
        waitUntil(() -> forwarder.forwarded() == 1);
        Files.delete(file);
        add("pi", trace("go", 1));
        forwarder.wake();
        waitUntil(() -> forwarder.failed() > 0);
        Files.writeString(file, "t0ken\n");
        waitUntil(() -> forwarder.forwarded() == 2);
        assertThat(backend.headers())
                .extracting(sent -> sent.get("authorization"))
                .containsExactly("Basic bWU6czNjcmV0", "Bearer t0ken");
        assertThat(backend.headers()).allMatch(sent -> sent.get("x-scope-orgid").equals("team-a"));
        assertThat(said).isNotEmpty().noneMatch(line -> line.contains("s3cret") || line.contains("t0ken"));
    }
}
