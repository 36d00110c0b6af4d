package faastrace.collector.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import faastrace.collector.http.HttpError;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests the threads that search traces for lists and other requests. */
@Timeout(60)
class LookupThreadsTest {
    private final CountDownLatch slow = new CountDownLatch(1);
    private final AtomicInteger done = new AtomicInteger();

    @Test
    void equalQuestionsShareOneAnswerThatBeganAfterTheyWereAsked() throws Exception {
        try (LookupThreads lookups = new LookupThreads()) {
            CountDownLatch begun = new CountDownLatch(1);
            List<CompletableFuture<Integer>> answers = new ArrayList<>();
            answers.add(lookups.ask("all", () -> {
                begun.countDown();
                return work();
            }));
            begun.await();
            occupyOtherThreads(lookups);
            for (int i = 0; i < 29; i++) {
                answers.add(lookups.ask("all", this::work));
            }
            slow.countDown();
            assertThat(answers.get(0).get()).isEqualTo(answers.get(0).get());
            for (CompletableFuture<Integer> answer : answers.subList(1, 30)) {
                assertThat(answer.get())
                        .isEqualTo(answers.get(1).get())
                        .isNotEqualTo(answers.get(0).get());
            }
        }
    }

    @Test
    void longLookupsDoNotHoldUpLists() throws Exception {
        try (LookupThreads lookups = new LookupThreads()) {
            for (int i = 0; i < 10; i++) {
                lookups.askLong("call " + i, this::work);
            }
            assertThat(lookups.ask("list", () -> 7).get()).isEqualTo(7);
            slow.countDown();
        }
    }

    @Test
    void tooManyQuestionsAreRefusedForNow() throws Exception {
        try (LookupThreads lookups = new LookupThreads()) {
            CompletableFuture<Integer> last = null;
            for (int i = 0; i < 100; i++) {
                last = lookups.askLong(i, this::work);
            }
            CompletableFuture<Integer> refused = last;
            assertThatThrownBy(refused::get)
                    .isInstanceOf(ExecutionException.class)
                    .satisfies(failure -> assertThat(((HttpError) failure.getCause()).status())
                            .isEqualTo(503));
            slow.countDown();
            assertThat(lookups.ask("list", () -> 7).get()).isEqualTo(7);
        }
    }

    @Test
    void whoeverWaitsHearsThatTheCollectorStops() throws Exception {
        CompletableFuture<Integer> waiting;
        try (LookupThreads lookups = new LookupThreads()) {
            lookups.askLong("first", this::work);
            waiting = lookups.askLong("second", this::work);
        }
        assertThatThrownBy(waiting::get)
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("the collector is stopping");
        slow.countDown();
    }

    private void occupyOtherThreads(LookupThreads lookups) {
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            lookups.ask(i, this::work);
        }
    }

    private int work() {
        try {
            slow.await();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        return done.incrementAndGet();
    }
}
