package faastrace.forward;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** How long to leave a backend alone after it failed: longer each time, and never as long as somebody else does. */
final class Backoff {
    private static final int MOST_DOUBLINGS = 6;
    private static final Duration LONGEST_ASKED = Duration.ofMinutes(5);

    private final Duration first;
    private int failures;

    /** @param first how long after the first failure, at most */
    Backoff(Duration first) {
        this.first = first;
    }

    void succeeded() {
        failures = 0;
    }

    /** Counts a failure; the backend may say for how long. */
    Duration failed(Optional<Duration> asked) {
        long most = first.toMillis() << Math.min(failures++, MOST_DOUBLINGS);
        long own = most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1);
        long wanted = asked.map(time -> Math.min(time.toMillis(), LONGEST_ASKED.toMillis()))
                .orElse(0L);
        return Duration.ofMillis(Math.max(own, wanted));
    }
}
