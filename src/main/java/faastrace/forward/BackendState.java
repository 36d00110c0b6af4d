package faastrace.forward;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whether the backend accepts profiles. While it doesn't, only one thread at a time tries it, with only one profile, and
 * waits longer after each failure. The log gets one line when the backend begins to fail, and one when it works again.
 */
final class BackendState {
    /** What a thread may push now. */
    enum Turn {
        BATCH,
        ONE_PROFILE,
        NOTHING
    }

    /** How much longer than the first wait a backend may refuse everything before the log says so. */
    private static final int DOUBTING_WAITS = 5;

    /** If the backend can't process this number of profiles in a row, the backend counts as failing. */
    private static final int MOST_DOUBTS = 3;

    /** A backend that fails again and again for short times gets only one line in this time. */
    private static final Duration QUIET = Duration.ofMinutes(1);

    private final String name;
    private final Consumer<String> say;
    private final Backoff waiting;
    private final Duration doubting;
    private boolean failing;
    private boolean trying;
    private boolean stopped;
    private boolean said;
    private int doubts;
    private Instant nextTry = Instant.EPOCH;
    private Instant saidAt = Instant.EPOCH;
    private @Nullable Instant failingSince;

    BackendState(String name, Duration firstWait, Consumer<String> say) {
        this.name = name;
        this.say = say;
        this.waiting = new Backoff(firstWait);
        this.doubting = firstWait.multipliedBy(DOUBTING_WAITS);
    }

    /** Waits until the calling thread may push something. Each turn ends with one of the methods below. */
    synchronized Turn awaitTurn() throws InterruptedException {
        while (!stopped && failing) {
            long wait = Duration.between(Instant.now(), nextTry).toMillis();
            if (!trying && wait <= 0) {
                trying = true;
                return Turn.ONE_PROFILE;
            }
            wait(trying ? 0 : wait);
        }
        return stopped ? Turn.NOTHING : Turn.BATCH;
    }

    /**
     * The backend has processed a request.
     *
     * @param began when the request began. If that was before the backend failed, the request says nothing about now
     */
    synchronized void worked(Instant began, long pending) {
        if (failingSince != null && began.isBefore(failingSince)) {
            return;
        }
        waiting.succeeded();
        doubts = 0;
        failingSince = null;
        endTurn(false);
        if (said) {
            said = false;
            say.accept("forwarding works again; " + pending + " trace(s) waiting");
        }
    }

    /** The backend, or the way to it, has failed. */
    synchronized void failed(String reason, Optional<Duration> retryAfter) {
        boolean justBegun = failingSince == null;
        since(reason, justBegun && saidAt.plus(QUIET).isBefore(Instant.now()));
        if (!failing || trying) {
            nextTry = Instant.now().plus(waiting.failed(retryAfter));
        }
        endTurn(true);
    }

    /** The backend can't process a profile, and it is not clear why. Returns whether the backend counts as failing. */
    synchronized boolean doubtful(String reason) {
        since(reason, false);
        boolean fails = failing || ++doubts >= MOST_DOUBTS;
        if (fails) {
            nextTry = Instant.now().plus(waiting.failed(Optional.empty()));
        }
        endTurn(fails);
        return fails;
    }

    private void since(String reason, boolean sayNow) {
        Instant now = Instant.now();
        Instant since = failingSince == null ? now : failingSince;
        failingSince = since;
        if (!said && (sayNow || since.plus(doubting).isBefore(now))) {
            said = true;
            saidAt = now;
            say.accept("forwarding is waiting: " + name + " " + reason);
        }
    }

    private void endTurn(boolean fails) {
        failing = fails;
        trying = false;
        notifyAll();
    }

    synchronized void stop() {
        stopped = true;
        notifyAll();
    }
}
