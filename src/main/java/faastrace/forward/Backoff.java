package faastrace.forward;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Determines how long to wait after a failure of the backend. The wait becomes longer with each failure, and is partly
 * random so that clients don't all retry at the same time.
 */
final class Backoff {
    private static final int MOST_DOUBLINGS = 6;
    private static final Duration LONGEST_ASKED = Duration.ofMinutes(5);

    private final Duration first;
    private int failures;

    /** @param first the maximum wait after the first failure */
    Backoff(Duration first) {
        this.first = first;
    }

    void succeeded() {
        failures = 0;
    }

    /** Counts a failure, and returns how long to wait. The backend may request a longer time. */
    Duration failed(Optional<Duration> asked) {
        long most = first.toMillis() << Math.min(failures++, MOST_DOUBLINGS);
        long own = most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1);
        long wanted = asked.map(time -> Math.min(time.toMillis(), LONGEST_ASKED.toMillis()))
                .orElse(0L);
        return Duration.ofMillis(Math.max(own, wanted));
    }
}
