package faastrace.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests that traces are pushed in batches, and that neither a refusal nor a kill loses or repeats more than it must. */
@Timeout(60)
class BatchesIT extends ForwarderFixture {
    private static final int MANY = 120;

    @Test
    void manyTracesArePushedInFewRequests() throws Exception {
        for (int i = 0; i < MANY; i++) {
            add("pi-" + i % 7, trace("go", 1));
        }
        Forwarder forwarder = forward();
        waitUntil(() -> forwarder.forwarded() == MANY);
        assertThat(ids()).hasSize(MANY).doesNotHaveDuplicates();
        assertThat(backend.requests()).hasSizeLessThan(10).allMatch(profiles -> profiles <= 50);
        assertThat(waiting()).isEmpty();
    }

    @Test
    void aBatchIsNotLargerThanServersAccept() throws Exception {
        StringBuilder text = new StringBuilder("# x\n");
        for (int i = 0; i < 1000; i++) {
            text.append(sample(3, "f" + i + "x".repeat(200), "main"));
        }
        for (int i = 0; i < 6; i++) {
            add("pi", text.toString());
        }
        Forwarder forwarder = forward();
        waitUntil(() -> forwarder.forwarded() == 6);
        assertThat(backend.requests())
                .as("profiles of 250 KB, at most 800 KB together")
                .containsOnly(2);
    }

    @Test
    void oneBadTraceNeitherBlocksNorLosesTheOthers() throws Exception {
        backend.refuse("bad", 400);
        for (int i = 0; i < 20; i++) {
            add(i == 3 ? "bad" : "good", trace("go", 1));
        }
        Forwarder forwarder = forward();
        waitUntil(() -> forwarder.forwarded() + forwarder.givenUp() == 20);
        assertThat(forwarder.givenUp()).isEqualTo(1);
        assertThat(ids()).doesNotContainNull();
        assertThat(List.copyOf(new java.util.HashSet<>(ids()))).hasSize(19);
        assertThat(backend.requests().subList(1, 21)).as("each alone, once").containsOnly(1);
        assertThat(backend.requests()).hasSize(21);
        assertThat(said).hasSize(1).first().asString().contains("this one is bad");
    }

    @Test
    void aTraceThatMakesTheBackendFailWaitsAndTheOthersDoNot() throws Exception {
        backend.refuse("bad", 500);
        for (int i = 0; i < 20; i++) {
            add(i == 0 ? "bad" : "good", trace("go", 1));
        }
        Forwarder forwarder = forward();
        waitUntil(() -> forwarder.forwarded() == 19);
        int requests = backend.requests().size();
        waitUntil(() -> backend.requests().size() > requests);
        add("good", trace("go", 1));
        forwarder.wake();
        waitUntil(() -> forwarder.forwarded() == 20);
        assertThat(ids()).as("each at most twice").hasSize(19 * 2 + 1);
        assertThat(forwarder.givenUp()).isZero();
        assertThat(waiting()).hasSize(1).first().asString().endsWith("@bad");
        backend.refuse("", 200);
        waitUntil(() -> forwarder.forwarded() == 21);
    }

    @Test
    void whatABackendAcceptedIsNotPushedAgainAfterAKill() throws Exception {
        String[] faults = new String[500];
        Arrays.fill(faults, "503");
        faults[1] = "fine";
        backend.fail(faults);
        String text = trace("go", 40);
        add("pi", text);
        Forwarder killed = forward();
        waitUntil(() -> backend.headers().size() > 3);
        killed.close();
        assertThat(ids()).hasSize(1);
        Path waiting = waiting().get(0);
        assertThat(waiting).hasContent("0\n");
        // A kill can also cut the last line.
        Files.writeString(waiting, "0\n12");
        List<StandIn.Push> before = backend.taken();
        backend.close();
        backend = new StandIn();
        spool = Spool.open(directory, true);
        Forwarder next = forward();
        waitUntil(() -> next.forwarded() == 1);
        assertThat(ids()).hasSize(2).doesNotContain(before.get(0).id());
        assertThat(pushed().values().stream().mapToLong(count -> count).sum()
                        + before.get(0).profile().count())
                .isEqualTo(4000);
    }

    @Test
    void aTraceWithoutSamplesIsDone() throws Exception {
        add("pi", "# faas-trace 1\n# faas-trace meta function=x\n");
        Forwarder forwarder = forward();
        waitUntil(() -> forwarder.forwarded() == 1);
        assertThat(backend.headers()).isEmpty();
    }

    private List<String> ids() {
        return backend.taken().stream().map(StandIn.Push::id).toList();
    }
}
