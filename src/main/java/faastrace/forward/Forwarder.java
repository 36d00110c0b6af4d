package faastrace.forward;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Pushes the waiting traces of a {@link Spool} to a backend, the oldest first. It uses threads of its own, so that a
 * slow backend does not slow down senders. A trace may be delivered more than once. This can happen after a crash, or if
 * the backend refuses a part of a request.
 */
public final class Forwarder implements AutoCloseable {
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final long STOP_MILLIS = 5000;

    /** How many requests are under way at the same time. */
    private static final int LANES = 8;

    private static final int MANY_WAITING = 400;

    private final Spool spool;
    private final Backlog backlog;
    private final BackendState state;
    private final Outcomes outcomes;
    private final List<Thread> threads = new ArrayList<>();

    /**
     * Creates a forwarder that is not started yet.
     *
     * @param nameOf returns the name that the traces in a folder were sent with
     * @param say receives lines for the log
     */
    public Forwarder(ForwardSettings settings, Spool spool, Function<Path, String> nameOf, Consumer<String> say) {
        this(settings, spool, nameOf, say, FIRST_WAIT);
    }

    Forwarder(
            ForwardSettings settings,
            Spool spool,
            Function<Path, String> nameOf,
            Consumer<String> say,
            Duration firstWait) {
        this.spool = spool;
        this.backlog = new Backlog(spool);
        this.state = new BackendState(settings.backend().toString(), firstWait, say);
        this.outcomes = new Outcomes(say);
        TraceProfiles profiles = new TraceProfiles(settings, nameOf);
        BatchPusher pusher = new BatchPusher(new BackendClient(settings), state, spool, backlog, outcomes, firstWait);
        for (int i = 0; i < LANES; i++) {
            Thread thread =
                    new Thread(new Lane(spool, backlog, profiles, pusher, outcomes), "collector-forward-" + (i + 1));
            thread.setDaemon(true);
            threads.add(thread);
        }
    }

    /** Starts to push the waiting traces. */
    public void start() {
        threads.forEach(Thread::start);
    }

    /** Whether a trace waits to be pushed. It must not be deleted before. */
    public boolean isWaiting(String folderName, String file) {
        return spool.isWaiting(folderName, file);
    }

    /** Makes the forwarder look for waiting traces now. Call this method when a trace was received. */
    public void wake() {
        backlog.wake();
    }

    /** The number of traces that were delivered. */
    public long forwarded() {
        return outcomes.forwarded();
    }

    /** The number of failed requests, which are repeated. */
    public long failed() {
        return outcomes.failed();
    }

    /** The number of traces that will never be delivered. */
    public long givenUp() {
        return outcomes.givenUp() + spool.left();
    }

    /** The number of waiting traces. */
    public long pending() {
        return spool.pending();
    }

    /** Whether many more traces are waiting than are under way. */
    public boolean isBehind() {
        return pending() > MANY_WAITING;
    }

    /** How long the trace that has waited longest has been waiting, in seconds; 0 if none is waiting. */
    public long oldestSeconds() {
        Instant first = backlog.oldest();
        return first == null || pending() == 0
                ? 0
                : Math.max(0, Duration.between(first, Instant.now()).toSeconds());
    }

    /** Stops pushing, and waits a few seconds for the current requests. Other traces are pushed after the next start. */
    @Override
    public void close() {
        backlog.stop();
        state.stop();
        try {
            Instant end = Instant.now().plusMillis(STOP_MILLIS);
            for (Thread thread : threads) {
                thread.join(Math.max(1, Duration.between(Instant.now(), end).toMillis()));
            }
            for (Thread thread : threads) {
                thread.interrupt();
                thread.join(STOP_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
