package faastrace.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests what the forwarder does if the backend fails or is slow. */
@Timeout(60)
class FailingBackendIT extends ForwarderFixture {
    @Test
    void whatABackendFailsAtIsPushedAgainAndNotWhatItTook() throws Exception {
        backend.fail("500", "hangs up", "later", "503", "404", "401", "302", "slow");
        String text = trace("go", 40);
        add("pi", text);
        Forwarder forwarder = forward();
        waitUntil(() -> forwarder.forwarded() == 1);
        assertThat(pushed()).isEqualTo(folded(text));
        assertThat(forwarder.failed()).isEqualTo(7);
        assertThat(forwarder.givenUp()).isZero();
        assertThat(backend.requests()).as("each profile alone").containsExactly(1, 1, 1);
        waitUntil(() -> said.size() == 2);
        assertThat(said.get(0)).startsWith("forwarding is waiting: " + backend.url() + " responds with 500: told to");
        assertThat(said.get(1)).startsWith("forwarding works again");
    }

    @Test
    void aRequestFromBeforeAnOutageDoesNotEndIt() throws Exception {
        backend.fail("slow"); // its response comes after 1.5 s, long after the outage has begun
        add("pi", trace("go", 1));
        Forwarder forwarder = forward();
        waitUntil(() -> backend.headers().size() == 1);
        for (int i = 0; i < 8; i++) { // for two seconds at least
            backend.fail("503 down");
        }
        add("pi", trace("go", 1));
        forwarder.wake();
        waitUntil(() -> forwarder.forwarded() == 2 && said.size() > 1);
        assertThat(said).hasSize(2);
        assertThat(said.get(0)).contains("responds with 503: down");
        assertThat(said.get(1)).startsWith("forwarding works again");
        assertThat(forwarder.failed()).isEqualTo(8);
    }

    @Test
    void aBackendThatIsAwayLosesNothingAndTheNextStartGoesOn() throws Exception {
        int port = backend.port();
        backend.close();
        Map<String, Long> all = new TreeMap<>();
        for (int i = 0; i < 20; i++) {
            String text = trace("go", 1 + i % 3);
            add("pi-" + i % 2, text);
            folded(text).forEach((stack, count) -> all.merge(stack, count, Long::sum));
        }
        Forwarder first = forward("http://127.0.0.1:" + port);
        waitUntil(() -> first.failed() > 2);
        first.close();
        assertThat(first.pending()).isEqualTo(20);
        backend = new StandIn(port);
        Forwarder second = forward();
        waitUntil(() -> second.forwarded() == 20);
        assertThat(pushed()).isEqualTo(all);
        assertThat(said).as("not a line for each").hasSize(1);
    }

    @Test
    void whatWillNeverBeTakenIsGivenUpAndCountedAndSaidOnce() throws Exception {
        backend.fail("400", "413", "400");
        for (int i = 0; i < 4; i++) {
            add("pi", trace("go", 1));
        }
        Forwarder forwarder = forward();
        waitUntil(() -> forwarder.forwarded() == 2);
        assertThat(forwarder.givenUp()).isEqualTo(2);
        assertThat(said).hasSize(1).first().asString().contains("responds with 413: told to");
    }

    @Test
    void aDoubtfulAnswerIsNotTheLast() throws Exception {
        backend.fail("422", "422");
        add("pi", trace("go", 1));
        Forwarder forwarder = forward();
        waitUntil(() -> forwarder.forwarded() == 1);
        assertThat(forwarder.failed()).isEqualTo(2);
    }

    @Test
    void theTextOfPyroscopeTellsWhetherToTryAgain() throws Exception {
        String old = "422 invalid_argument: profile time is outside of the ingestion window";
        backend.fail(old, old);
        backend.fail("422 rpc error: code = Unavailable desc = service is unavailable");
        add("pi", trace("go", 1));
        add("pi", trace("go", 1));
        Forwarder forwarder = forward();
        waitUntil(() -> forwarder.forwarded() == 1);
        assertThat(forwarder.givenUp()).isEqualTo(1);
        assertThat(forwarder.failed()).isEqualTo(1);
        waitUntil(() -> said.size() == 3);
        assertThat(said.get(0)).contains("a trace was not forwarded", "responds with 422: invalid_argument");
        assertThat(said.get(1)).startsWith("forwarding is waiting: " + backend.url() + " responds with 422: rpc error");
        assertThat(said.get(2)).startsWith("forwarding works again");
    }

    @Test
    void aBackendThatRefusesEverythingIsReported() throws Exception {
        String[] refusals = new String[200];
        Arrays.fill(refusals, "422");
        backend.fail(refusals);
        for (int i = 0; i < 3; i++) {
            add("pi", trace("go", 1));
        }
        Forwarder forwarder = forward();
        waitUntil(() -> !said.isEmpty());
        assertThat(said).containsExactly("forwarding is waiting: " + backend.url() + " responds with 422: told to");
        assertThat(forwarder.forwarded() + forwarder.givenUp()).isZero();
        assertThat(forwarder.pending()).isEqualTo(3);
    }

    @Test
    void theAgeOfTheQueueIsThatOfItsOldestTrace() throws Exception {
        add("pi", trace("go", 1));
        Files.setLastModifiedTime(waiting().get(0), FileTime.from(Instant.now().minusSeconds(100)));
        add("pi", trace("go", 1));
        backend.fail("503", "503", "503");
        Forwarder forwarder = forward();
        waitUntil(() -> forwarder.oldestSeconds() >= 100);
        waitUntil(() -> forwarder.forwarded() == 2);
        assertThat(forwarder.oldestSeconds()).isZero();
    }

    @Test
    void whatIsTooOldOrGoneIsGivenUp() throws Exception {
        Path old = add("pi", trace("go", 1));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        Path deleted = add("pi", trace("go", 1));
        Files.delete(deleted);
        for (Path entry : waiting()) {
            Files.setLastModifiedTime(entry, FileTime.from(Instant.now().minus(Duration.ofMinutes(2))));
        }
        Path coming = add("pi", trace("go", 1));
        byte[] bytes = Files.readAllBytes(coming);
        Files.delete(coming);
        Forwarder forwarder = forward();
        waitUntil(() -> forwarder.givenUp() == 2);
        assertThat(waiting()).as("the one that is being kept").hasSize(1);
        Files.write(coming, bytes);
        forwarder.wake();
        waitUntil(() -> forwarder.forwarded() == 1);
        assertThat(backend.taken()).hasSize(1);
    }

    @Test
    void ofALongTraceWhatIsTooOldIsLeftOutAndTheRestPushed() throws Exception {
        add("pi", trace("go", 4000, 1));
        Forwarder forwarder = forward();
        waitUntil(() -> forwarder.givenUp() == 1);
        assertThat(backend.refused()).isEmpty();
        assertThat(pushed().values().stream().mapToLong(count -> count).sum()).isBetween(3500L, 3600L);
        assertThat(said).hasSize(1).first().asString().contains("does not accept profiles that are this old");
    }

    @Test
    void stoppingDoesNotWaitForABackendThatIsSlow() throws Exception {
        backend.fail("slow");
        add("pi", trace("go", 1));
        add("pi", trace("go", 1));
        Forwarder forwarder = forward();
        waitUntil(() -> backend.headers().size() == 1);
        forwarder.close();
        assertThat(forwarder.forwarded()).isEqualTo(2);
        assertThat(waiting()).isEmpty();
        assertThat(said).isEmpty();
    }
}
