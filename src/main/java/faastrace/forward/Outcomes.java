package faastrace.forward;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Counts what happens to traces, and tells the log why traces are lost. */
final class Outcomes {
    private static final int MOST_LINES = 100;

    private final Consumer<String> say;
    private final Set<String> said = ConcurrentHashMap.newKeySet();
    private final AtomicLong forwarded = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong givenUp = new AtomicLong();

    Outcomes(Consumer<String> say) {
        this.say = say;
    }

    /** Counts a trace that is delivered or will not be tried again. */
    void over(ClaimedTrace trace) {
        String loss = trace.loss();
        if (loss == null) {
            forwarded.incrementAndGet();
        } else {
            givenUp.incrementAndGet();
            sayOnce("a trace was not forwarded; this reason is logged only once: " + loss);
        }
    }

    /**
     * Counts profiles that the backend rejected in a request that it accepted otherwise. They must not be pushed again,
     * and the response does not tell which traces they belong to.
     */
    void rejected(Protocol.Rejection rejection) {
        if (rejection.profiles() > 0) {
            givenUp.addAndGet(rejection.profiles());
            sayOnce("the backend rejected " + rejection.profiles() + " profiles; this reason is logged only once: "
                    + rejection.reason());
        }
    }

    void failedAttempt() {
        failed.incrementAndGet();
    }

    long forwarded() {
        return forwarded.get();
    }

    long failed() {
        return failed.get();
    }

    long givenUp() {
        return givenUp.get();
    }

    /** Logs each line only once. Lines that differ only in numbers count as the same. */
    void sayOnce(String line) {
        if (said.size() < MOST_LINES && said.add(line.replaceAll("[0-9]+", "0"))) {
            say.accept(line);
        }
    }
}
